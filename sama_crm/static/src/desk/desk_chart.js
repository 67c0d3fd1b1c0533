/* global Chart */
import {_t} from "@web/core/l10n/translation";
import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getColor, getCustomColor} from "@web/core/colors/colors";
import {localization} from "@web/core/l10n/localization";
import {formatInteger} from "@web/views/fields/formatters";

import {Component, onWillStart, onWillUnmount, useEffect, useRef} from "@odoo/owl";

/** Bars of what is open with each follower, the overdue part in red. */
export class DeskChart extends Component {
    static template = "sama_crm.DeskChart";
    static props = {team: Array};

    setup() {
        this.canvasRef = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [JSON.stringify(this.props.team)]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        this.chart = new Chart(this.canvasRef.el, this.config);
    }

    get config() {
        const scheme = cookie.get("color_scheme");
        const rtl = localization.direction === "rtl";
        const font = {family: getComputedStyle(document.body).fontFamily};
        const text = getCustomColor(scheme, "#495057", "#CED4DA");
        const ticks = {color: text, font};
        const bar = (label, color, value) => ({
            label,
            data: this.props.team.map(value),
            backgroundColor: color,
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
                        getColor(1, scheme, "odoo"),
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
                        grid: {color: getCustomColor(scheme, "#eee", "#3C3E4B")},
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
                plugins: {
                    legend: {
                        rtl,
                        position: "bottom",
                        labels: {color: text, font, boxWidth: 12},
                    },
                    tooltip: {
                        rtl,
                        titleFont: font,
                        bodyFont: font,
                        callbacks: {
                            label: ({dataset, raw}) =>
                                `${dataset.label}: ${formatInteger(raw)}`,
                        },
                    },
                },
            },
        };
    }
}
