import {describe, expect, test} from "@odoo/hoot";
import {queryAll, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeMockEnv,
    models,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {DomainSelector} from "@web/core/domain_selector/domain_selector";
import {ExpressionEditor} from "@web/core/expression_editor/expression_editor";
import {Component, useState, xml} from "@odoo/owl";
import {useJalali} from "./jalali_test_helpers";

describe.current.tags("desktop");

class Visit extends models.Model {
    name = fields.Char();
    day = fields.Date();
    instant = fields.Datetime();
    parent_id = fields.Many2one({relation: "visit"});

    has_access() {
        return true;
    }
}

defineMailModels();
defineModels([Visit]);

class Editor extends Component {
    static components = {DomainSelector};
    static props = ["domain"];
    static template = xml`
        <DomainSelector resModel="'visit'" domain="state.domain" readonly="false"
            update="(domain) => this.update(domain)"/>`;

    setup() {
        this.state = useState({domain: this.props.domain});
    }

    update(domain) {
        this.state.domain = domain;
        expect.step(domain);
    }
}

const between = (path, start, end) =>
    `["&", ("${path}", ">=", "${start}"), ("${path}", "<", "${end}")]`;
const KIND = ".o_tree_editor_condition select:has(option[value*='custom range'])";
const kinds = () =>
    queryAll(`${KIND} option`).map((el) => el.value.replaceAll('"', ""));
const kind = () => queryOne(KIND).value.replaceAll('"', "");

async function edit(domain) {
    await makeMockEnv();
    await mountWithCleanup(Editor, {props: {domain}});
    await animationFrame();
}

async function describeDomain(domain) {
    const processor = getService("tree_processor");
    const tree = await processor.treeFromDomain("visit", domain);
    return processor.getDomainTreeDescription("visit", tree);
}

const OWN = [
    "today",
    "last 7 days",
    "last 30 days",
    "month to date",
    "last month",
    "year to date",
    "last 12 months",
    "custom range",
];

describe("Persian", () => {
    useJalali();

    test("periods are Jalali, there and back", async () => {
        await edit(between("day", "today -7d", "today"));
        expect(kinds()).toEqual(OWN);
        for (const [name, start, end] of [
            ["month to date", "today =1jd", "today +1d"],
            ["last month", "today =1jd -1jm", "today =1jd"],
            ["year to date", "today =1jm =1jd", "today +1d"],
            ["last 12 months", "today =1jd -12jm", "today =1jd"],
            ["today", "today", "today +1d"],
        ]) {
            await contains(KIND).select(`"${name}"`);
            expect.verifySteps([between("day", start, end)]);
            expect(kind()).toBe(name);
        }
    });

    test("a filter of a user of the Gregorian calendar says so and stays", async () => {
        await edit(between("instant", "today =1d", "today +1d"));
        expect(kind()).toBe("gregorian month to date");
        expect(kinds()).toEqual([...OWN, "gregorian month to date"]);
    });

    test("what a facet says", async () => {
        await makeMockEnv();
        expect(await describeDomain(between("day", "today =1jd", "today +1d"))).toBe(
            "Day is in Month to date"
        );
        expect(await describeDomain(between("day", "today =1d", "today +1d"))).toBe(
            "Day is in Month to date (Gregorian)"
        );
    });

    test("of a related record", async () => {
        const domain = `[("parent_id", "any", ${between("day", "today =1jd", "today +1d")})]`;
        await edit(domain);
        expect(".o_model_field_selector_chain_part").toHaveCount(2);
        await contains(KIND).select(`"last month"`);
        expect.verifySteps([
            `[("parent_id", "any", ${between("day", "today =1jd -1jm", "today =1jd")})]`,
        ]);
    });

    test("a typed date", async () => {
        await edit(`[("day", ">", "2026-11-24")]`);
        expect(".o_datetime_input").toHaveValue("۱۴۰۵/۰۹/۰۳");
        await contains(".o_datetime_input").edit("۱۴۰۳/۱۲/۳۰");
        expect.verifySteps([`[("day", ">", "2025-03-20")]`]);
    });

    test("an expression has Gregorian periods only, and says so", async () => {
        await mountWithCleanup(ExpressionEditor, {
            props: {
                resModel: "visit",
                fields: {
                    day: {name: "day", string: "Day", type: "date", searchable: true},
                },
                expression: `day >= (context_today() + relativedelta(day = 1)).strftime("%Y-%m-%d") and day < (context_today() + relativedelta(days = 1)).strftime("%Y-%m-%d")`,
                update: (expression) => expect.step(expression),
            },
        });
        await animationFrame();
        expect(kinds()).not.toInclude("month to date");
        expect(kinds()).toInclude("gregorian month to date");
    });
});

describe("English", () => {
    test("periods are Odoo's", async () => {
        await edit(between("day", "today -7d", "today"));
        expect(kinds()).toEqual(OWN);
        await contains(KIND).select(`"month to date"`);
        expect.verifySteps([between("day", "today =1d", "today +1d")]);
        expect(kind()).toBe("month to date");
    });

    test("a filter of a Jalali user says so and stays", async () => {
        await edit(between("day", "today =1jd", "today +1d"));
        expect(kind()).toBe("jalali month to date");
        expect(
            await describeDomain(between("day", "today =1jm =1jd", "today +1d"))
        ).toBe("Day is in Year to date (Jalali)");
    });
});
