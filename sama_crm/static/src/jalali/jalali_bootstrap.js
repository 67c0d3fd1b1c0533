// @odoo-module ignore
// ! Must be loaded right after `module_loader`, before the modules that it names.

/**
 * Modules take the functions that they import when they load: replacing an export
 * later reaches nobody. So the exports below are made replaceable at the moment
 * their module has started, before anyone imports them. Each call is answered by
 * the wrapper that `@sama_crm/jalali/jalali_wraps` knows, else by the original.
 */
(function (odoo) {
    "use strict";

    const WRAPS_MODULE = "@sama_crm/jalali/jalali_wraps";
    const WRAPPED_EXPORTS = {
        "@web/core/l10n/dates": [
            "getLocalYearAndWeek",
            "parseDate",
            "parseDateTime",
            "toLocaleDateString",
            "toLocaleDateTimeString",
        ],
        "@web/core/tree_editor/virtual_operators": [
            "areEquivalentTrees",
            "eliminateVirtualOperators",
            "introduceVirtualOperators",
        ],
        "@web/core/utils/numbers": ["formatFloat", "humanNumber"],
        "@web/core/currency": ["formatCurrency"],
        "@web/search/utils/dates": ["constructDateDomain"],
        "@web/views/calendar/utils": ["getFormattedDateSpan"],
        "@web/views/fields/formatters": [
            "formatFloat",
            "formatFloatFactor",
            "formatFloatTime",
            "formatInteger",
            "formatMonetary",
            "formatPercentage",
            "formatX2many",
        ],
        "@web/views/fields/parsers": [
            "parseFloat",
            "parseFloatTime",
            "parseInteger",
            "parseMonetary",
            "parsePercentage",
        ],
    };

    const LoaderPrototype = odoo.loader.constructor.prototype;
    if (LoaderPrototype.samaWrapsExports) {
        return;
    }
    LoaderPrototype.samaWrapsExports = true;
    const {startModule} = LoaderPrototype;

    LoaderPrototype.startModule = function (name) {
        const module = startModule.apply(this, arguments);
        for (const exportName of (module && WRAPPED_EXPORTS[name]) || []) {
            makeReplaceable(this, name, module, exportName);
        }
        return module;
    };

    function makeReplaceable(loader, moduleName, module, exportName) {
        const original = module[exportName];
        if (typeof original !== "function") {
            return;
        }
        const replaceable = function (...args) {
            const wraps = loader.modules.get(WRAPS_MODULE)?.wraps;
            const wrapper = wraps?.get(`${moduleName}:${exportName}`);
            return wrapper ? wrapper(original, ...args) : original.apply(this, args);
        };
        module[exportName] = Object.assign(replaceable, original);
    }
})(globalThis.odoo);
