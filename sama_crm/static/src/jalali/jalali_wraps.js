/**
 * The replacements of module exports that `jalali_bootstrap` asks for.
 *
 * @type {Map<string, Function>} by "module:export"
 */
export const wraps = new Map();

/**
 * Registers what answers instead of an export named in `jalali_bootstrap`. It gets
 * the original function, then the arguments of the call.
 *
 * @param {string} moduleName
 * @param {string | string[]} exportNames
 * @param {(original: Function, ...args: any[]) => any} wrapper
 */
export function wrapExports(moduleName, exportNames, wrapper) {
    for (const exportName of [exportNames].flat()) {
        wraps.set(`${moduleName}:${exportName}`, wrapper);
    }
}
