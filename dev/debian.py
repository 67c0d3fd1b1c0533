"""Odoo 19 from Debian's signed package, without touching the system's apt.

A private apt configuration knows the mirror that the machine already uses and
Debian's own key; apt verifies the signature of the index and the checksum of each
file. The packages are unpacked, not installed.
"""

import re
import shutil
from pathlib import Path

from . import files
from .console import DevError, capture, run, step, warn
from .paths import LOGS, NODE_MODULES, cache, child_env

SUITES = ("sid", "bookworm")
# Odoo's static files are links into other packages. bookworm is named where the
# newer package no longer has the file that Odoo links to.
PACKAGES = (
    "odoo-19/sid",
    "libjs-jquery/sid",
    "libjs-jquery-form/sid",
    "libjs-underscore/sid",
    "fonts-roboto-unhinted/sid",
    "fonts-montserrat/sid",
    "fonts-vazirmatn/sid",
    "fonts-font-awesome/bookworm",
    "fonts-inconsolata/bookworm",
    "fonts-ocr-b/bookworm",
)
KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
# Debian leaves this file out of the package; its absence is an error in the console.
SEGMENTATION = "@mediapipe/selfie_segmentation/selfie_segmentation.js"


def mirror():
    """Return the Debian mirror that this machine's apt uses, or None."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return None
    try:
        uris = capture(["apt-get", "indextargets", "--format", "$(REPO_URI)"])
    except DevError:
        return None
    for uri in uris.splitlines():
        if re.search(r"/debian(\.list)?/?$", uri):
            return uri
    return None


def keyring():
    """Return the file of Debian's archive keys, or None."""
    return next((path for path in KEYRINGS if Path(path).exists()), None)


def available():
    """Tell whether Odoo can be had from Debian on this machine."""
    return bool(mirror() and keyring())


def cached():
    """Return the folder of the Odoo unpacked earlier, or None."""
    record = files.read_json(cache() / "odoo" / "debian.json", {})
    folder = cache() / "odoo" / record.get("folder", "-")
    return folder if folder.is_dir() else None


def provide():
    """Return the folder with Odoo's Python package, downloading it if need be.

    :raises DevError: when apt refuses a signature or checksum, or is not reachable
    """
    with files.lock(cache() / "odoo.lock", "another make is fetching Odoo; waiting"):
        folder = cached() or _fetch()
    return folder / "usr/lib/python3/dist-packages"


def _fetch():
    """Download, verify and unpack the packages."""
    with step("Odoo 19: Debian's signed package (about 130 MB)"):
        configuration = _configure()
        apt = ["apt-get", "-c", configuration]
        log = LOGS / "apt-odoo.log"
        hint = (
            "Check the network and call make again: finished files are kept. "
            "ODOO_SOURCE=git takes Odoo from its git repository instead."
        )
        run(
            [*apt, "-o", "APT::Update::Error-Mode=any", "update"],
            log=log,
            hint=hint,
            what="reading Debian's signed index",
            env=child_env(),
        )
        debs = _download(apt, log, hint)
    with step("Odoo 19: unpacking"):
        return _unpack(debs)


def _configure():
    """Write the private apt configuration and return its file."""
    base = cache() / "apt"
    (base / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (base / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    signed = keyring()
    if not (signed and mirror()):
        raise DevError(
            "this machine's apt knows no Debian mirror, or Debian's keys are missing",
            "Install debian-archive-keyring, or call make with ODOO_SOURCE=git.",
        )
    files.write(
        base / "sources.list",
        "".join(
            f"deb [signed-by={signed}] {mirror()} {suite} main\n" for suite in SUITES
        ),
    )
    # #clear: hooks of the system's apt (cleaning, notifying) are not ours to run.
    files.write(
        base / "apt.conf",
        f"""Dir::Etc::sourcelist "{base}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::lists "{base}/lists";
Dir::Cache "{base}";
APT::Sandbox::User "root";
APT::Default-Release "";
Acquire::Languages "none";
Acquire::Retries "3";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear Acquire::IndexTargets;
Acquire::IndexTargets::deb::Packages {{
  MetaKey "$(COMPONENT)/binary-$(ARCHITECTURE)/Packages";
  flatMetaKey "Packages";
  ShortDescription "Packages";
  Description "$(RELEASE)/$(COMPONENT) $(ARCHITECTURE) Packages";
  Optional "no";
}};
""",
    )
    return base / "apt.conf"


def _download(apt, log, hint):
    """Return (file, sha256) of each package; what is there and whole is kept."""
    folder = cache() / "debs"
    partial = folder / "partial"
    partial.mkdir(parents=True, exist_ok=True)
    listing = capture([*apt, "--print-uris", "download", *PACKAGES])
    wanted = re.findall(
        r"^'[^']+' (\S+) \d+ SHA256:([0-9a-f]{64})$", listing, re.MULTILINE
    )
    if len(wanted) != len(PACKAGES):
        raise DevError(
            f"Debian's index does not offer all of {' '.join(PACKAGES)}",
            "Call make with ODOO_SOURCE=git to take Odoo from its git repository.",
        )
    debs = []
    for name, checksum in wanted:
        target = folder / name
        if not (target.exists() and files.sha256(target) == checksum):
            run(
                [*apt, "download", _request(name)],
                log=log,
                hint=hint,
                what=f"downloading {name}",
                cwd=partial,
                env=child_env(),
            )
            if files.sha256(partial / name) != checksum:
                (partial / name).unlink()
                raise DevError(f"{name} does not have the checksum of the index", hint)
            (partial / name).replace(target)
        debs.append((target, checksum))
    return debs


def _request(name):
    """Return the words of PACKAGES that ask apt for a file."""
    package = name.split("_")[0]
    return next(words for words in PACKAGES if words.split("/")[0] == package)


def _unpack(debs):
    """Unpack the files into one root and return it; whole or not at all."""
    odoo = next(deb for deb, _checksum in debs if deb.name.startswith("odoo-19_"))
    version = odoo.name.split("_")[1].replace("%3a", "-")
    mark = files.fingerprint(*[checksum for _deb, checksum in debs])
    target = cache() / "odoo" / f"debian-{version}-{mark[:8]}"
    with files.building(target) as root:
        for deb, _checksum in debs:
            run(["dpkg-deb", "-x", deb, root], what=f"unpacking {deb.name}")
        packages = root / "usr/lib/python3/dist-packages"
        shutil.rmtree(packages / "addons", ignore_errors=True)  # a near duplicate
        asset = packages / "odoo/addons/mail/static/lib/selfie_segmentation"
        asset.mkdir(parents=True, exist_ok=True)
        destination = asset / "selfie_segmentation.js"
        if not destination.exists():
            destination.unlink(missing_ok=True)  # may be a dangling link
            shutil.copyfile(NODE_MODULES / SEGMENTATION, destination)
        broken = [path for path in (packages / "odoo").rglob("*") if _dangling(path)]
        if broken:
            warn(f"{len(broken)} static files of Odoo are missing, e.g. {broken[0]}")
    files.write_json(cache() / "odoo" / "debian.json", {"folder": target.name})
    return target


def _dangling(path):
    return path.is_symlink() and not path.exists()
