"""The features: one file for each. A module here with a ``setup`` is loaded; no list names it."""

import importlib
import pkgutil
from types import ModuleType


def features() -> list[ModuleType]:
    """The modules of this package that have a ``setup``.

    They are imported like other modules: ``load_extension`` would execute each a second time, with a second set of
    classes.
    """
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return [module for module in modules if hasattr(module, "setup")]
