/**
 * The filter in words: a text for each facet, as the search bar shows it.
 *
 * @param {Object} searchModel
 * @returns {string[]}
 */
function filtersOf(searchModel) {
    return searchModel.facets
        .filter(({type}) => type !== "groupBy")
        .map(({title, values, separator}) => {
            const shown = values.join(` ${separator || "-"} `);
            return title ? `${title}: ${shown}` : shown;
        });
}

/**
 * What a list shows, or its ticked rows, and the filter of it in words. Both are the
 * search bar's: the list itself follows it only when its rows have come.
 *
 * @param {Component} controller of a list or a kanban
 * @returns {Object} domain, ids (null if none are ticked), filters
 */
export function shownRows({env, model}) {
    const {selection, isDomainSelected} = model.root;
    const ticked = isDomainSelected ? [] : selection || [];
    return {
        domain: env.searchModel.domain,
        ids: ticked.length ? ticked.map(({resId}) => resId) : null,
        filters: filtersOf(env.searchModel),
    };
}
