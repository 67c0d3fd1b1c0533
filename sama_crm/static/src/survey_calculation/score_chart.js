/* global Chart */
import {_t} from "@web/core/l10n/translation";
import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getColor, getCustomColor} from "@web/core/colors/colors";
import {localization} from "@web/core/l10n/localization";

import {Component, onWillStart, onWillUnmount, useEffect, useRef} from "@odoo/owl";

import {countText, scoreText} from "./survey_texts";

/** The course of the score, a point a period, over bars of how many were surveyed. */
export class ScoreChart extends Component {
    static template = "sama_crm.ScoreChart";
    static props = {
        points: {type: Array, element: Object},
    };

    setup() {
        this.canvasRef = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [JSON.stringify(this.props.points)]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        this.chart = new Chart(this.canvasRef.el, this.config);
    }

    get style() {
        const scheme = cookie.get("color_scheme");
        return {
            rtl: localization.direction === "rtl",
            font: {family: getComputedStyle(document.body).fontFamily},
            text: getCustomColor(scheme, "#495057", "#CED4DA"),
            grid: getCustomColor(scheme, "#eee", "#3C3E4B"),
            line: getColor(0, scheme, "odoo"),
            bars: getCustomColor(scheme, "#dee2e6", "#4a4f59"),
        };
    }

    /** @returns {boolean} whether a point stands for several documents */
    get hasCounts() {
        return this.props.points.some(({count}) => count > 1);
    }

    get datasets() {
        const {line, bars} = this.style;
        const datasets = [
            {
                type: "line",
                label: _t("Score (of 100)"),
                data: this.props.points.map(({score}) => score),
                borderColor: line,
                backgroundColor: line,
                pointRadius: 4,
                spanGaps: true,
                tension: 0.25,
                yAxisID: "score",
            },
            {
                type: "bar",
                label: _t("Surveyed"),
                data: this.props.points.map(({count}) => count),
                backgroundColor: bars,
                borderRadius: 3,
                maxBarThickness: 40,
                yAxisID: "count",
            },
        ];
        return this.hasCounts ? datasets : datasets.slice(0, 1);
    }

    get scales() {
        const {rtl, font, text, grid} = this.style;
        const ticks = {color: text, font};
        return {
            x: {offset: true, reverse: rtl, grid: {display: false}, ticks},
            score: {
                position: rtl ? "right" : "left",
                min: 0,
                max: 100,
                grid: {color: grid},
                ticks: {...ticks, stepSize: 25, callback: countText},
            },
            count: {
                display: this.hasCounts,
                position: rtl ? "left" : "right",
                beginAtZero: true,
                grid: {display: false},
                ticks: {...ticks, precision: 0, callback: countText},
            },
        };
    }

    get config() {
        const {rtl, font, text} = this.style;
        return {
            data: {
                labels: this.props.points.map(({label}) => label),
                datasets: this.datasets,
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                scales: this.scales,
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
                                `${dataset.label}: ${scoreText(raw)}`,
                        },
                    },
                },
            },
        };
    }
}
