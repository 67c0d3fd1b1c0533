import {describe, expect, test} from "@odoo/hoot";
import {ConnectionLostError, rpc} from "@web/core/network/rpc";
import {
    getService,
    makeMockEnv,
    makeServerError,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

describe.current.tags("headless");

test("a draft is on the server, and no more in the browser", async () => {
    onRpc("sama.draft", "sama_save", ({args}) => {
        expect.step(args);
        return true;
    });
    await makeMockEnv();
    const drafts = getService("sama_draft");
    await drafts.save("quote", 7, {text: "half"});
    expect.verifySteps([["quote", 7, {text: "half"}]]);
    expect(drafts.peek("quote", 7)).toBe(null);
});

test("without connection the browser keeps it until there is one", async () => {
    let isOnline = false;
    onRpc("sama.draft", "sama_save", ({args}) => {
        expect.step(args[2].text);
        return true;
    });
    await makeMockEnv();
    patchWithCleanup(rpc, {
        _rpc(url) {
            return isOnline
                ? super._rpc(...arguments)
                : Promise.reject(new ConnectionLostError(url));
        },
    });
    const drafts = getService("sama_draft");
    await drafts.save("quote", 7, {text: "half"});
    expect(drafts.peek("quote", 7)).toEqual({text: "half"});
    isOnline = true;
    await drafts.flush();
    expect.verifySteps(["half"]);
    expect(drafts.peek("quote", 7)).toBe(null);
});

test("what the server refuses is not tried for ever", async () => {
    onRpc("sama.draft", "sama_save", () => {
        throw makeServerError({type: "AccessError"});
    });
    await makeMockEnv();
    const drafts = getService("sama_draft");
    await drafts.save("quote", 7, {text: "half"});
    expect(drafts.peek("quote", 7)).toBe(null);
});
