"""Two people act at the same time, or a process is killed: real transactions.

What they leave is cleaned up by the test.
"""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import config, mute_logger


class AtOnceCase(BaseCase):
    """Acts that begin from snapshots taken before any of them was saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    @classmethod
    @contextmanager
    def _environment(cls, uid=SUPERUSER_ID):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, uid, {})

    def _run_at_once(self, record, fname, acts):
        """Run one act a person, each from a snapshot taken before any was saved.

        :param tuple record: model and id, what the acts are called with
        :param str fname: a field whose reading takes the snapshot
        :param list acts: pairs of user id and function
        :return: what the acts returned
        """
        barrier = threading.Barrier(len(acts))
        attempts = []

        def run(uid, act):
            first = True

            def attempt():
                nonlocal first
                attempts.append(uid)
                document.invalidate_recordset()
                document.sudo().mapped(fname)
                if first:
                    first = False
                    barrier.wait(timeout=20)
                return act(document)

            with self._environment(uid) as env:
                model, res_id = record
                document = env[model].browse(res_id)
                return retrying(attempt, env)

        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            # The runner of the tests holds the lock; Odoo's own tests do the same.
            patch.object(Registry, "_lock", DummyRLock()),
            patch("odoo.service.model.random.uniform", return_value=0.1),
            ThreadPoolExecutor(max_workers=len(acts)) as executor,
        ):
            runs = [executor.submit(run, uid, act) for uid, act in acts]
            results = [future.result(timeout=60) for future in runs]
        self.assertGreater(len(attempts), len(acts), "They did not meet")
        return results

    def _kill_in_the_middle(self, script):
        """Run a script in another process and kill it where it prints MIDDLE.

        :param str script: for `odoo shell`; after its word it waits to be ended
        """
        command = [sys.executable, "-m", "odoo", "shell", "-d", get_db_name()]
        if os.path.exists(config["config"]):
            command += ["-c", config["config"]]
        child = subprocess.Popen(
            [*command, "--no-http", "--log-level=error"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            child.stdin.write(script)
            child.stdin.close()
            told = next((line for line in child.stdout if "MIDDLE" in line), "")
            self.assertIn("MIDDLE", told, "It never came so far")
        finally:
            child.send_signal(signal.SIGKILL)
            child.wait(timeout=30)
            for stream in (child.stdout, child.stderr):
                stream.close()
        self.assertEqual(child.returncode, -signal.SIGKILL)
