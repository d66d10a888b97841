/** Budgets: events of a story and of the installation by day. */
export const limits = `
select 1;
`;
