/** What the tours do by keyboard alone. */

/** Press a key where the focus is, as a keyboard does. */
function press(key, options = {}) {
    const target = document.activeElement || document.body;
    const init = {key, bubbles: true, cancelable: true, ...options};
    const isOpen = target.dispatchEvent(new KeyboardEvent("keydown", init));
    if (isOpen && key === "Enter" && target.matches("button") && !init.ctrlKey) {
        target.click();
    }
    target.dispatchEvent(new KeyboardEvent("keyup", init));
}

/** A step that presses keys, each given as [key, options of the event]. */
export const keys = (content, trigger, ...pressed) => ({
    content,
    trigger,
    run: () => pressed.forEach(([key, options]) => press(key, options)),
});

export const F4 = ["F4", {code: "F4"}];
export const ENTER = ["Enter", {code: "Enter"}];
export const ESCAPE = ["Escape", {code: "Escape"}];
export const SAVE = ["Enter", {code: "Enter", ctrlKey: true}];

/** The focus goes to a row of a list. */
export const focusRow = (text) => ({
    content: `go to the row ${text}`,
    trigger: `.o_data_row:contains(${text}) td.o_data_cell:first`,
    run: ({anchor}) => anchor.focus(),
});

/** F4 on the row that has the focus. */
export const openForm = (text) =>
    keys(`F4 on ${text}`, `.o_data_row:contains(${text}):has(td:focus)`, F4);

/** The title of the form. */
export const title = (text) => `.o_f4_dialog .modal-title:contains(${text})`;

export const closed = {
    content: "the form is closed",
    trigger: "body:not(:has(.o_dialog))",
};
