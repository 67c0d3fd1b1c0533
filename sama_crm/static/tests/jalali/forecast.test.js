import {describe, expect, test} from "@odoo/hoot";
import {
    patchForecastFilter,
    patchForecastPeriods,
} from "@sama_crm/jalali/backend/forecast_patch";
import {useJalali} from "./jalali_test_helpers";

// CRM is not installed with us: what stands here for its classes is what we rely on.
describe.current.tags("headless");
useJalali(); // today is 3 Azar 1405

const {DateTime} = luxon;

function periodsOfCrm() {
    const GRANULARITY_TABLE = {
        week: {startOf: (date) => date.startOf("week"), cyclePos: () => 1},
        month: {startOf: (date) => date.startOf("month"), cyclePos: (d) => d.month},
        quarter: {
            startOf: (date) => date.startOf("quarter"),
            cyclePos: (d) => d.quarter,
        },
        year: {startOf: (date) => date.startOf("year"), cyclePos: () => 1},
    };
    class FillTemporalPeriod {
        constructor(granularity) {
            this.granularity = granularity;
            this.start = GRANULARITY_TABLE[granularity].startOf(DateTime.now());
            this._computeEnd();
        }

        _computeEnd() {
            const left = 12 - GRANULARITY_TABLE[this.granularity].cyclePos(this.start);
            this.end = this.start.plus({[`${this.granularity}s`]: left + 1});
        }

        setEnd(end) {
            this.end = end;
        }

        expand() {
            this.setEnd(this.end.plus({[`${this.granularity}s`]: 1}));
        }
    }
    return {FillTemporalPeriod, GRANULARITY_TABLE};
}

const span = ({start, end}) => [start.toISODate(), end.toISODate()];

test("the periods of a forecast are Jalali months, seasons and years", () => {
    const crm = periodsOfCrm();
    const undo = patchForecastPeriods(crm);
    const period = new crm.FillTemporalPeriod("month");
    // from 1 Azar 1405 to 1 Farvardin 1406, then to 1 Ordibehesht
    expect(span(period)).toEqual(["2026-11-22", "2027-03-21"]);
    period.expand();
    expect(span(period)).toEqual(["2026-11-22", "2027-04-21"]);
    expect(new crm.FillTemporalPeriod("quarter").start.toISODate()).toBe("2026-09-23");
    expect(new crm.FillTemporalPeriod("year").start.toISODate()).toBe("2026-03-21");
    const week = new crm.FillTemporalPeriod("week");
    week.expand();
    expect(span(week)).toEqual(["2026-11-23", "2027-02-22"]);
    undo.reverse().forEach((revert) => revert());
    expect(new crm.FillTemporalPeriod("month").start.toISODate()).toBe("2026-11-01");
});

test("what is upcoming begins with the Jalali month", () => {
    class ForecastSearchModel {
        _getForecastStart() {
            return DateTime.now().startOf("month").toISODate();
        }
    }
    const undo = patchForecastFilter({ForecastSearchModel});
    const model = new ForecastSearchModel();
    expect(model._getForecastStart()).toBe("2026-11-22");
    expect(DateTime.now() instanceof DateTime).toBe(true);
    undo();
    expect(model._getForecastStart()).toBe("2026-11-01");
});
