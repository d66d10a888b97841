/** What retention needs: where the sweep has been, and what a story keeps. */
export const retention = `
select 1;
`;
