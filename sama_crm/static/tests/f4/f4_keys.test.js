import {describe, expect, getFixture, test} from "@odoo/hoot";
import {parseHour} from "@sama_crm/f4/fields/hour_field";
import {digitOf, focusNextField, isNextFieldKey, isPlainF4} from "@sama_crm/f4/f4_keys";

describe.current.tags("headless");

const key = (options) => new KeyboardEvent("keydown", {cancelable: true, ...options});

test("F4 alone is ours, with a modifier it is the system's", () => {
    expect(isPlainF4(key({key: "F4", code: "F4"}))).toBe(true);
    for (const modifier of ["altKey", "ctrlKey", "shiftKey", "metaKey"]) {
        expect(isPlainF4(key({key: "F4", code: "F4", [modifier]: true}))).toBe(false);
    }
    expect(isPlainF4(key({key: "F5", code: "F5"}))).toBe(false);
});

test("digits are read by the place of the key", () => {
    expect(digitOf(key({key: "3", code: "Digit3"}))).toBe(3);
    expect(digitOf(key({key: "۳", code: "Digit3"}))).toBe(3);
    expect(digitOf(key({key: "3", code: "Numpad3"}))).toBe(3);
    expect(digitOf(key({key: "3", code: "Digit3", ctrlKey: true}))).toBe(0);
    expect(digitOf(key({key: "0", code: "Digit0"}))).toBe(0);
});

test("an hour as people type it", () => {
    for (const [text, hour] of [
        ["", 0],
        ["14", 14],
        ["14:30", 14.5],
        ["1430", 14.5],
        ["930", 9.5],
        ["۱۴:۳۰", 14.5],
        ["١٤٣٠", 14.5],
        ["14.5", 14.5],
    ]) {
        expect(parseHour(text)).toBe(hour);
    }
    for (const text of ["24", "14:75", "-1", "noon"]) {
        expect(() => parseHour(text)).toThrow();
    }
});

test("Enter leads from field to field, not out of a text or a button", () => {
    const root = document.createElement("div");
    root.innerHTML = `
        <div role="radiogroup"><button role="radio">1</button><button role="radio">2</button></div>
        <input class="a"/><textarea></textarea><input class="b"/><button class="save">Save</button>`;
    getFixture().append(root);
    const at = (selector) => root.querySelector(selector);
    const isNext = (selector) => {
        const ev = key({key: "Enter", bubbles: true});
        at(selector).dispatchEvent(ev);
        return isNextFieldKey(ev);
    };
    expect(isNext(".a")).toBe(true);
    expect(isNext("[role=radio]")).toBe(true);
    expect(isNext("textarea")).toBe(false);
    expect(isNext(".save")).toBe(false);

    focusNextField(root, at("[role=radio]"));
    expect(at(".a")).toBeFocused();
    focusNextField(root, at(".a"));
    expect(at("textarea")).toBeFocused();
    focusNextField(root, at(".b"));
    expect(at(".save")).toBeFocused();
    expect(focusNextField(root, at(".save"))).toBe(false);
});
