import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {formatCurrency} from "@web/core/currency";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {localization} from "@web/core/l10n/localization";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {KeepLast} from "@web/core/utils/concurrency";
import {useBus, useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {CallbackRecorder, useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {formatInteger} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {
    Component,
    EventBus,
    onMounted,
    onWillStart,
    onWillUnmount,
    useEffect,
    useExternalListener,
    useRef,
    useState,
    useSubEnv,
} from "@odoo/owl";

import {NEW_DAY, userNow} from "./day_service";
import {DeskChart} from "./desk_chart";
import {DeskRows} from "./desk_rows";
import {CUT_LABELS, MAIN_CUTS, NEXT_CUTS, NEXT_TEXTS, SMALL_CUTS} from "./desk_texts";
import {DeskTile} from "./desk_tile";
import {FOCUS_ROWS, RELOAD_ROWS} from "./desk_views";

const BUS_TYPE = "sama_crm.desk";
/** Colleagues who log at once cost one refresh. */
const REFRESH_DELAY = 500;

/**
 * The morning page: numbers on top, each opening its rows below. It reads anew when the
 * server says that follow-ups or plans have changed, and when a new day begins.
 */
export class SamaDesk extends Component {
    static template = "sama_crm.Desk";
    static components = {DeskChart, DeskRows, DeskTile, Dropdown, DropdownItem, Layout};
    static props = {...standardActionServiceProps};
    static displayName = _t("My Desk");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.busService = useService("bus_service");
        this.keepLast = new KeepLast();
        this.rootRef = useRef("root");
        this.rowsBus = new EventBus();
        this.rows = {key: null, props: null};
        this.listRecorder = new CallbackRecorder();
        useSubEnv({
            samaDesk: {bus: this.rowsBus},
            // The focus stays on the tile that was chosen.
            config: {...this.env.config, disableSearchBarAutofocus: true},
        });

        const context = this.props.action.context || {};
        const left = this.props.state || {};
        this.listState = left.list;
        this.state = useState({
            cut: left.cut || context.sama_desk_cut || "due",
            data: null,
            isTeamShown: browser.localStorage.getItem(this.teamKey) !== "false",
        });
        this.scope = left.scope || context.sama_desk_scope || this.rememberedScope;
        this.yearId = left.yearId || null;

        useSetupAction({
            rootRef: this.rootRef,
            getLocalState: () => ({
                cut: this.state.cut,
                scope: this.state.data.scope,
                yearId: this.yearId,
                list: Object.assign(
                    {},
                    ...this.listRecorder.callbacks.map((get) => get())
                ),
            }),
        });
        onWillStart(() => this.load());
        this.setupRefresh();
        this.setupFocus();
    }

    /**
     * The arrow leads into the rows from a page where nothing has the focus yet. When the
     * last row is done, by keyboard alone, the way on has the focus.
     */
    setupFocus() {
        useExternalListener(document, "keydown", (ev) => {
            const isPlain = !(ev.altKey || ev.ctrlKey || ev.metaKey || ev.shiftKey);
            if (
                ev.key === "ArrowDown" &&
                isPlain &&
                document.activeElement === document.body &&
                this.ui.activeElement === document &&
                !this.ui.isBlocked
            ) {
                ev.preventDefault();
                this.rowsBus.trigger(FOCUS_ROWS);
            }
        });
        const focusWayOn = () => {
            if (document.activeElement === document.body && !this.ui.isBlocked) {
                this.rootRef.el?.querySelector(".o_sama_desk_empty button")?.focus();
            }
        };
        useEffect(focusWayOn, () => [this.cut.count]);
        this.chosen = useState({count: 0});
        useEffect(
            (count) => {
                if (count) {
                    this.showRows();
                }
            },
            () => [this.chosen.count]
        );
        // The form of F4 may still be open when the rows go.
        useBus(this.ui.bus, "active-element-changed", () =>
            browser.setTimeout(focusWayOn)
        );
    }

    setupRefresh() {
        const refresh = useDebounced(() => this.refresh(), REFRESH_DELAY);
        let isStale = false;
        const onChange = () => {
            // A page that nobody sees waits until somebody does.
            isStale = document.hidden;
            if (!isStale) {
                refresh();
            }
        };
        useExternalListener(document, "visibilitychange", () => isStale && onChange());
        useBus(this.env.bus, NEW_DAY, onChange);
        onMounted(() => {
            this.busService.subscribe(BUS_TYPE, onChange);
            this.busService.start();
        });
        onWillUnmount(() => this.busService.unsubscribe(BUS_TYPE, onChange));
    }

    // === Data ===

    get scopeKey() {
        return `sama_crm.desk.scope.${user.userId}`;
    }

    get teamKey() {
        return `sama_crm.desk.team.${user.userId}`;
    }

    get rememberedScope() {
        return JSON.parse(browser.localStorage.getItem(this.scopeKey) || "null");
    }

    async load() {
        const read = (scope) =>
            this.keepLast.add(
                this.orm.call("sama.desk", "get_data", [scope ?? null, this.yearId])
            );
        try {
            this.state.data = await read(this.scope);
        } catch (error) {
            if (!this.scope || this.scope === "mine") {
                throw error;
            }
            // He was a manager when the browser remembered it.
            browser.localStorage.removeItem(this.scopeKey);
            this.state.data = await read(null);
        }
        this.scope = this.state.data.scope;
        if (!(this.state.cut in this.state.data.cuts)) {
            this.state.cut = "due";
        }
    }

    /** Reads numbers and rows anew; the chosen cut, the scroll and the focus stay. */
    async refresh() {
        this.rowsBus.trigger(RELOAD_ROWS);
        await this.load();
    }

    async selectScope(scope, cut = this.state.cut) {
        this.listState = undefined;
        this.scope = scope;
        browser.localStorage.setItem(this.scopeKey, JSON.stringify(scope));
        await this.load();
        this.state.cut = cut;
        this.chosen.count++;
    }

    async selectYear(yearId) {
        this.listState = undefined;
        this.yearId = yearId;
        await this.load();
        this.chosen.count++;
    }

    selectCut(cut) {
        this.listState = undefined;
        this.state.cut = cut;
        this.chosen.count++;
    }

    /** Scrolls to the rows where they lie below what is seen, as on a phone. */
    showRows() {
        const rows = this.rootRef.el.querySelector(".o_sama_desk_rows");
        if (rows.getBoundingClientRect().top > browser.innerHeight * 0.6) {
            rows.scrollIntoView({behavior: "smooth", block: "start"});
        }
    }

    selectMember(memberId, cut) {
        return this.selectScope(memberId, cut);
    }

    toggleTeam() {
        this.state.isTeamShown = !this.state.isTeamShown;
        browser.localStorage.setItem(this.teamKey, String(this.state.isTeamShown));
    }

    // === Header ===

    get greeting() {
        const values = {name: user.name};
        const {hour} = userNow();
        if (hour < 12) {
            return _t("Good morning, %(name)s", values);
        }
        return hour < 17
            ? _t("Good afternoon, %(name)s", values)
            : _t("Good evening, %(name)s", values);
    }

    get dayText() {
        return userNow().toFormat("cccc d LLLL yyyy");
    }

    get doneText() {
        return _t("Follow-ups logged today: %(count)s", {
            count: formatInteger(this.state.data.done_today),
        });
    }

    /** @returns {number} share of today's work that is done, in percent */
    get doneShare() {
        const done = this.state.data.done_today;
        const todo = this.state.data.cuts.due.count;
        return done + todo ? Math.round((100 * done) / (done + todo)) : 0;
    }

    get scopes() {
        const others = this.state.data.followers.filter(([id]) => id !== user.userId);
        return [["mine", _t("Mine")], ["all", _t("All")], ...others];
    }

    get scopeLabel() {
        const {scope} = this.state.data;
        return this.scopes.find(([value]) => value === scope)?.[1] || _t("Mine");
    }

    /** What is open is of this year, or waits from an earlier one. */
    get years() {
        return [[null, _t("All Open Work")], ...this.state.data.years];
    }

    get yearLabel() {
        const [, name] = this.years.find(([id]) => id === this.yearId) || this.years[0];
        return this.yearId ? _t("Fiscal Year %(year)s", {year: name}) : name;
    }

    // === Tiles and rows ===

    get cut() {
        return this.state.data.cuts[this.state.cut];
    }

    get cutLabel() {
        return CUT_LABELS[this.state.cut];
    }

    get mainTiles() {
        return MAIN_CUTS.map((name) => this.getTile(name));
    }

    get smallTiles() {
        const {cuts} = this.state.data;
        return SMALL_CUTS.filter((name) => name in cuts).map((name) =>
            this.getTile(name)
        );
    }

    getTile(name) {
        const {count, amount} = this.state.data.cuts[name];
        return {
            name,
            label: CUT_LABELS[name],
            count: formatInteger(count),
            amount: count ? this.formatAmount(amount) : "",
            isEmpty: !count,
            isActive: name === this.state.cut,
        };
    }

    /** @returns {Object[]} tiles of surveys to make, which open their own lists */
    get surveyTiles() {
        return (this.state.data.surveys || []).map(({name, label, count}) => ({
            name,
            label,
            count: formatInteger(count),
            amount: "",
            isEmpty: false,
            isActive: false,
        }));
    }

    /** Opens the list of the documents that a survey tile counts. */
    openSurveys(name) {
        const {action} = this.state.data.surveys.find((each) => each.name === name);
        return this.action.doAction(action);
    }

    get teamCuts() {
        return ["overdue", "today", "later", "no_date", "never"];
    }

    formatAmount(amount) {
        return formatCurrency(amount, this.state.data.currency_id);
    }

    formatCount(count) {
        return count ? formatInteger(count) : "–";
    }

    get viewKey() {
        return [
            this.viewType,
            this.state.data.scope,
            this.yearId,
            this.state.cut,
        ].join();
    }

    get viewType() {
        return this.ui.isSmall ? "kanban" : "list";
    }

    /** The same object while nothing changes: a new one makes the rows reload. */
    get viewProps() {
        const key = JSON.stringify([this.viewKey, this.cut.domain]);
        if (this.rows.key !== key) {
            // In a template `this` is a scope that lives for one rendering.
            Object.assign(this.rows, {key, props: this.makeViewProps()});
        }
        return this.rows.props;
    }

    makeViewProps() {
        const {scope, views} = this.state.data;
        const type = this.viewType;
        return {
            type,
            resModel: "sale.order",
            viewId: views[type],
            searchViewId: views.search,
            views: [
                [views[type], type],
                [views.search, "search"],
            ],
            domain: this.cut.domain,
            context: {sama_desk_scope: scope, sama_desk_cut: this.state.cut},
            display: {controlPanel: {}},
            noBreadcrumbs: true,
            loadActionMenus: this.state.data.is_manager,
            selectRecord: (resId, {activeIds, newWindow} = {}) =>
                this.openOrder(resId, activeIds, newWindow),
            state: this.listState,
            __getLocalState__: this.listRecorder,
        };
    }

    openOrder(resId, activeIds, newWindow) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Quotation"),
                res_model: "sale.order",
                res_id: resId,
                views: [[false, "form"]],
            },
            {newWindow, props: {resIds: activeIds || [resId]}}
        );
    }

    /** @returns {string | undefined} the cut where to go on when this one is empty */
    get nextCut() {
        const {cuts} = this.state.data;
        return NEXT_CUTS.find((name) => name !== this.state.cut && cuts[name]?.count);
    }

    get emptyTitle() {
        return this.state.cut === "due"
            ? _t("Nothing is left to follow up today.")
            : _t("No quotation is here.");
    }

    get emptyText() {
        const cut = this.nextCut;
        if (!cut) {
            return this.state.data.is_manager
                ? _t("When quotations are made, assign them to your followers here.")
                : _t("Quotations that are assigned to you appear here.");
        }
        const {count} = this.state.data.cuts[cut];
        return String(NEXT_TEXTS[cut]).replace("%(count)s", formatInteger(count));
    }

    get emptyButton() {
        const cut = this.nextCut;
        return cut ? CUT_LABELS[cut] : _t("Quotations");
    }

    onEmptyButton() {
        const cut = this.nextCut;
        if (cut) {
            return this.selectCut(cut);
        }
        return this.action.doAction("sama_crm.sale_order_action_goods");
    }

    /** Arrows walk along the tiles and down into the rows. */
    onTilesKeydown(ev) {
        const tiles = [...this.rootRef.el.querySelectorAll(".o_sama_tile")];
        const isRtl = localization.direction === "rtl";
        const steps = {ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1};
        const at = tiles.indexOf(ev.target);
        if (at >= 0 && ev.key in steps) {
            ev.preventDefault();
            tiles[at + steps[ev.key]]?.focus();
        } else if (at >= 0 && ev.key === "ArrowDown") {
            ev.preventDefault();
            this.rowsBus.trigger(FOCUS_ROWS);
        }
    }
}

registry.category("actions").add("sama_crm.desk", SamaDesk);
