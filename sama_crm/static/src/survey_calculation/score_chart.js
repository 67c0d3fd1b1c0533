import {chartPlugins, chartStyle, useChart} from "@sama_crm/chart/chart_hook";
import {_t} from "@web/core/l10n/translation";

import {Component} from "@odoo/owl";

import {countText, scoreText} from "./survey_texts";

/** The course of the score, a point a period, over bars of how many were surveyed. */
export class ScoreChart extends Component {
    static template = "sama_crm.ScoreChart";
    static props = {
        points: {type: Array, element: Object},
    };

    setup() {
        useChart(
            () => this.props.points,
            () => this.config
        );
    }

    /** @returns {boolean} whether a point stands for several documents */
    get hasCounts() {
        return this.props.points.some(({count}) => count > 1);
    }

    get datasets() {
        const {bars, color} = chartStyle();
        const line = color(0);
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

    /** Slanted labels reach to the left, where right to left no axis leaves room. */
    get leftPadding() {
        return chartStyle().rtl && !this.hasCounts ? 32 : 0;
    }

    get scales() {
        const {rtl, font, text, grid} = chartStyle();
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
        return {
            data: {
                labels: this.props.points.map(({label}) => label),
                datasets: this.datasets,
            },
            options: {
                maintainAspectRatio: false,
                layout: {padding: {left: this.leftPadding}},
                animation: false,
                scales: this.scales,
                plugins: chartPlugins(scoreText),
            },
        };
    }
}
