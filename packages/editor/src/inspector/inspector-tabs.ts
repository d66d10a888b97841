/** Summary is there for webhooks only. The names are part of the address of a page. */
export const inspectorTabs = ['summary', 'events', 'logs', 'build'] as const;

export type InspectorTab = (typeof inspectorTabs)[number];
