"""Methods of modules that need not be installed, in the reader's calendar.

A model of a module on which nothing here depends cannot be inherited; where it is
in the registry of a database, its method is wrapped there, as Odoo's automation
rules do. Another database of the process has its own registry and its own classes.
"""

import functools

from . import text

#: model -> method whose text results (or values) carry a date by ``strftime``
RESULTS = {"calendar.event": ["_get_display_time"]}
CREATED_NAMES = ("project.update",)
_MARK = "sama_jalali_origin"


def patch(env):
    """Wrap the methods of the models that this database has."""
    for model_name, methods in RESULTS.items():
        for method in methods:
            if model_name in env and hasattr(env[model_name], method):
                _wrap(env.registry[model_name], method, _result_wrapper)
    for model_name in CREATED_NAMES:
        if model_name in env:
            _wrap(env.registry[model_name], "create", _create_wrapper)


def unpatch(env):
    """Put the methods back."""
    for model_name in (*RESULTS, *CREATED_NAMES):
        model_class = env.registry.models.get(model_name)
        for name, value in list(vars(model_class or object).items()):
            if hasattr(value, _MARK):
                delattr(model_class, name)


def _wrap(model_class, name, wrapper):
    """Set a wrapped method on the registry's own class, once."""
    origin = getattr(model_class, name)
    if hasattr(origin, _MARK):
        return
    method = wrapper(origin)
    setattr(method, _MARK, origin)
    setattr(model_class, name, method)


def _result_wrapper(origin):
    @functools.wraps(origin)
    def method(self, *args, **kwargs):
        return text.rewrite_dates(self.env, origin(self, *args, **kwargs))

    return method


def _create_wrapper(origin):
    @functools.wraps(origin)
    def create(self, vals_list):
        if isinstance(vals_list, dict):
            vals_list = [vals_list]
        vals_list = [
            {**vals, "name": text.rewrite_dates(self.env, vals["name"])}
            if vals.get("name")
            else vals
            for vals in vals_list
        ]
        return origin(self, vals_list)

    return create
