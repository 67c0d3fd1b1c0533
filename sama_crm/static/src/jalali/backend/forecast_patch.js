/**
 * The forecast of Odoo's CRM: the columns from this Jalali month, season or year on.
 *
 * Nothing here depends on that module: where it is installed its classes are found
 * when the calendar is activated.
 */
import {patch} from "@web/core/utils/patch";
import {Moment, plus, startOf} from "@sama_crm/jalali/jalali";
import {onActivate} from "@sama_crm/jalali/jalali_state";

const {DateTime} = luxon;
// The periods that the two calendars do not share, and where in its year one stands.
const CYCLE_POSITIONS = {
    month: (date) => new Moment(date).month,
    quarter: (date) => new Moment(date).quarter,
    year: () => 1,
};

/**
 * Makes the periods that a forecast fills begin and end with Jalali ones.
 *
 * @param {Object} service "@crm/views/fill_temporal_service"
 * @returns {Function[]} how to undo it
 */
export function patchForecastPeriods(service) {
    const {FillTemporalPeriod, GRANULARITY_TABLE} = service;
    const undo = Object.entries(CYCLE_POSITIONS).map(([unit, cyclePos]) =>
        patch(GRANULARITY_TABLE[unit], {
            startOf: (date) => startOf(date, unit),
            cyclePos,
        })
    );
    const isShared = ({granularity}) => !(granularity in CYCLE_POSITIONS);
    undo.push(
        patch(FillTemporalPeriod.prototype, {
            _computeEnd() {
                super._computeEnd();
                if (!isShared(this)) {
                    const units = `${this.granularity}s`;
                    const count = this.end.diff(this.start, units).as(units);
                    this.end = plus(this.start, {[units]: Math.round(count)});
                }
            },

            expand() {
                if (isShared(this)) {
                    return super.expand();
                }
                this.setEnd(plus(this.end, {[`${this.granularity}s`]: 1}));
            },
        })
    );
    return undo;
}

/**
 * Makes the filter "from this month on" begin with the Jalali month.
 *
 * @param {Object} module "@crm/views/forecast_search_model"
 * @returns {Function} how to undo it
 */
export function patchForecastFilter(module) {
    return patch(module.ForecastSearchModel.prototype, {
        _getForecastStart() {
            // The original asks Luxon for the start of the present period.
            const now = DateTime.now();
            const unpatch = patch(DateTime, {now: () => new Moment(now)});
            try {
                return super._getForecastStart(...arguments);
            } finally {
                unpatch();
            }
        },
    });
}

onActivate(({jalali}) => {
    const periods = odoo.loader.modules.get("@crm/views/fill_temporal_service");
    const filter = odoo.loader.modules.get("@crm/views/forecast_search_model");
    if (!jalali || !periods || !filter) {
        return null;
    }
    const undo = [...patchForecastPeriods(periods), patchForecastFilter(filter)];
    return () => undo.reverse().forEach((revert) => revert());
});
