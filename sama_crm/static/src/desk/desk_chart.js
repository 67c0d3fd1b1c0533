import {chartPlugins, chartStyle, useChart} from "@sama_crm/chart/chart_hook";
import {_t} from "@web/core/l10n/translation";
import {formatInteger} from "@web/views/fields/formatters";

import {Component} from "@odoo/owl";

/** Bars of what is open with each follower, the overdue part in red. */
export class DeskChart extends Component {
    static template = "sama_crm.DeskChart";
    static props = {team: Array};

    setup() {
        useChart(
            () => this.props.team,
            () => this.config
        );
    }

    get config() {
        const {rtl, font, text, grid, color} = chartStyle();
        const ticks = {color: text, font};
        const bar = (label, background, value) => ({
            label,
            data: this.props.team.map(value),
            backgroundColor: background,
            borderRadius: 3,
            maxBarThickness: 22,
        });
        return {
            type: "bar",
            data: {
                labels: this.props.team.map(({name}) => name),
                datasets: [
                    bar(_t("Overdue"), "#dc3545", ({overdue}) => overdue),
                    bar(_t("Today"), "#f0ad4e", ({today}) => today),
                    bar(
                        _t("Other open"),
                        color(1),
                        ({open, overdue, today}) => open - overdue - today
                    ),
                ],
            },
            options: {
                indexAxis: "y",
                maintainAspectRatio: false,
                animation: false,
                scales: {
                    x: {
                        stacked: true,
                        reverse: rtl,
                        grid: {color: grid},
                        ticks: {
                            ...ticks,
                            precision: 0,
                            callback: (value) => formatInteger(value),
                        },
                    },
                    y: {
                        stacked: true,
                        position: rtl ? "right" : "left",
                        grid: {display: false},
                        ticks,
                    },
                },
                plugins: chartPlugins((value) => formatInteger(value)),
            },
        };
    }
}
