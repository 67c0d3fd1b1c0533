import {View} from "@web/views/view";

import {Component, xml} from "@odoo/owl";

/**
 * The rows below the tiles. A `View` whose parent renders takes that for new props and
 * reloads; between the two, this lets it be as long as its props are the same object.
 */
export class DeskRows extends Component {
    static template = xml`<View t-props="props.viewProps"/>`;
    static components = {View};
    static props = {viewProps: Object};
}
