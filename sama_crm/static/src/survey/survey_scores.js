/** Scores as they are typed, digit by digit. A question has `type`, `min` and `max`. */
import {user} from "@web/core/user";

/**
 * @param {number} value 0 to 100
 * @returns {string} as the reader writes it: 85%, ۸۵٪
 */
export function percentOf(value) {
    return (value / 100).toLocaleString(user.lang || "en", {
        style: "percent",
        maximumFractionDigits: 0,
    });
}

/**
 * @param {Object} question
 * @param {number|null|undefined} score
 * @returns {boolean} whether the score is on the question's scale
 */
export function isInRange(question, score) {
    return typeof score === "number" && score >= question.min && score <= question.max;
}

/**
 * Whether no further digit can stay within the maximum: of 10 every digit but 1.
 *
 * @param {Object} question
 * @param {string} text Latin digits
 * @returns {boolean}
 */
export function isFinal(question, text) {
    return Boolean(text) && (Number(text) === 0 || Number(text) * 10 > question.max);
}

/**
 * @param {Object} answer
 * @returns {boolean} whether it says anything; a score of 0 does
 */
export function isGiven(answer) {
    return typeof answer?.score === "number" || Boolean(answer?.text?.trim());
}

/**
 * @param {Object[]} questions
 * @param {Object} answers by question id
 * @returns {number|null} 0 to 100: the weighted mean of score by maximum over the
 *  answered questions of type score; null if there is none
 */
export function totalOf(questions, answers) {
    let sum = 0;
    let weights = 0;
    for (const question of questions) {
        const score = answers[question.id]?.score;
        if (question.type === "score" && isInRange(question, score)) {
            sum += (question.weight * score * 100) / question.max;
            weights += question.weight;
        }
    }
    return weights ? sum / weights : null;
}
