/** What a user typed and did not save: kept in the browser at once, then on the server. */
import {browser} from "@web/core/browser/browser";
import {RPCError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {session} from "@web/session";

const PREFIX = "sama_crm.draft";
const RETRY_DELAY = 30000;

export const draftService = {
    dependencies: ["orm"],

    start(env, {orm}) {
        const mine = `${PREFIX}/${session.db || ""}/${user.userId}/`;
        let retry = null;

        const keyOf = (resModel, resId) => `${mine}${resModel}/${resId}`;

        function read(key) {
            try {
                return JSON.parse(browser.localStorage.getItem(key));
            } catch {
                return null;
            }
        }

        function write(key, values) {
            try {
                browser.localStorage.setItem(key, JSON.stringify(values));
            } catch {
                // A full or forbidden storage: the server still gets it.
            }
        }

        /** @returns {Promise<boolean>} whether the server has it */
        async function push(key, values) {
            const [resModel, resId] = key.slice(mine.length).split("/");
            try {
                await orm.silent.call("sama.draft", "sama_save", [
                    resModel,
                    Number(resId),
                    values,
                ]);
            } catch (error) {
                if (error instanceof RPCError) {
                    // The document is gone or not his any more: later is no better.
                    browser.localStorage.removeItem(key);
                    return true;
                }
                // The connection is lost: it stays here until later.
                retry ??= browser.setTimeout(flush, RETRY_DELAY);
                return false;
            }
            if (JSON.stringify(read(key)) === JSON.stringify(values)) {
                browser.localStorage.removeItem(key);
            }
            return true;
        }

        /** Send what the server has not got yet. */
        async function flush() {
            browser.clearTimeout(retry);
            retry = null;
            const keys = Object.keys(browser.localStorage).filter((key) =>
                key.startsWith(mine)
            );
            for (const key of keys) {
                const values = read(key);
                if (!values || !(await push(key, values))) {
                    break;
                }
            }
        }

        browser.addEventListener("online", flush);
        flush();

        return {
            flush,

            /**
             * Keep the values in the browser only: at once, also while the page closes.
             *
             * @param {string} resModel the document's model
             * @param {number} resId
             * @param {Object} values as the server takes them
             */
            keep(resModel, resId, values) {
                write(keyOf(resModel, resId), values);
            },

            /** Keep the values in the browser and on the server. */
            async save(resModel, resId, values) {
                this.keep(resModel, resId, values);
                return push(keyOf(resModel, resId), values);
            },

            /** @returns {Object|null} what the browser has and the server may not have */
            peek(resModel, resId) {
                return read(keyOf(resModel, resId));
            },

            /** Forget what the browser has: it is saved. */
            drop(resModel, resIds) {
                for (const resId of resIds) {
                    browser.localStorage.removeItem(keyOf(resModel, resId));
                }
            },
        };
    },
};

registry.category("services").add("sama_draft", draftService);
