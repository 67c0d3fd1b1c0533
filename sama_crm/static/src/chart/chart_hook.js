/* global Chart */
import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getColor, getCustomColor} from "@web/core/colors/colors";
import {localization} from "@web/core/l10n/localization";

import {onWillStart, onWillUnmount, useEffect, useRef} from "@odoo/owl";

/**
 * Draw a chart on the component's `t-ref="canvas"`, anew whenever its data change.
 *
 * @param {() => any} getData what the chart shows
 * @param {() => Object} getConfig the configuration of Chart.js
 */
export function useChart(getData, getConfig) {
    const canvasRef = useRef("canvas");
    let chart = null;
    onWillStart(() => loadBundle("web.chartjs_lib"));
    useEffect(
        () => {
            chart?.destroy();
            chart = new Chart(canvasRef.el, getConfig());
        },
        () => [JSON.stringify(getData())]
    );
    onWillUnmount(() => chart?.destroy());
}

/**
 * @returns {Object} direction, font and colours of text, grid and quiet bars, and
 *      the colour number so and so of Odoo's own charts
 */
export function chartStyle() {
    const scheme = cookie.get("color_scheme");
    return {
        rtl: localization.direction === "rtl",
        font: {family: getComputedStyle(document.body).fontFamily},
        text: getCustomColor(scheme, "#495057", "#CED4DA"),
        grid: getCustomColor(scheme, "#eee", "#3C3E4B"),
        bars: getCustomColor(scheme, "#dee2e6", "#4a4f59"),
        color: (index) => getColor(index, scheme, "odoo"),
    };
}

/**
 * @param {(value: number) => string} format a figure in the reader's digits
 * @returns {Object} the plugins' options: a legend below, tooltips "label: figure"
 */
export function chartPlugins(format) {
    const {rtl, font, text} = chartStyle();
    return {
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
                label: ({dataset, raw}) => `${dataset.label}: ${format(raw)}`,
            },
        },
    };
}
