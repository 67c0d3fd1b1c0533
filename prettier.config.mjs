/** @type {import("prettier").Config} */
export default {
    plugins: ["@prettier/plugin-xml"],
    bracketSpacing: false,
    printWidth: 88,
    tabWidth: 4,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
    overrides: [{files: "*.{yml,yaml}", options: {tabWidth: 2}}],
};
