import {useState} from "@odoo/owl";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";

/** The dialog of an F4 form: its title is the row's, and leaving it keeps what was typed. */
export class F4Dialog extends FormViewDialog {
    static template = "sama_crm.F4Dialog";
    static props = {...FormViewDialog.props, f4: Object};
    static defaultProps = {
        ...FormViewDialog.defaultProps,
        canExpand: false,
        size: "xl",
    };

    setup() {
        super.setup();
        this.state = useState({title: ""});
        this.form = null;
        this.viewProps.f4 = {
            ...this.props.f4,
            register: (form) => (this.form = form),
            setTitle: (title) => (this.state.title = title),
        };
    }

    async discardRecord() {
        await this.form?.keepDraft();
        return super.discardRecord();
    }
}
