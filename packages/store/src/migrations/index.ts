/** The history of the schema, oldest first. A migration that has been released is never changed. */
import { peopleAndStories } from './0001-people-and-stories.ts';
import { engineTables } from './0002-engine.ts';
import { ledger } from './0003-ledger.ts';
import { siblingEvents } from './0004-sibling-events.ts';
import { retention } from './0005-retention.ts';
import { limits } from './0006-limits.ts';
import { credentials } from './0007-credentials.ts';
import { groups } from './0008-groups.ts';
import { mailAndMonitoring } from './0009-mail-and-monitoring.ts';
import { pageAddresses } from './0010-page-addresses.ts';
import { drafts } from './0011-drafts.ts';
import { audit } from './0012-audit.ts';
import { review } from './0013-review.ts';
import { resourcesAndTags } from './0014-resources-and-tags.ts';
import { people } from './0015-people.ts';
import { reports } from './0016-reports.ts';
import { trash } from './0017-trash.ts';
import { credentialExpiry } from './0018-credential-expiry.ts';
import { customRoles } from './0019-custom-roles.ts';
import { sync } from './0022-sync.ts';
import { toolConfirmations } from './0023-tool-confirmations.ts';
import { reading } from './0024-reading.ts';
import { favorites } from './0025-favorites.ts';
import { listVersion } from './0026-list-version.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /**
   * The oldest schema whose programs go on working on this one, so that they may run beside the program that brings it, and
   * start again: a migration that only adds says so here. Left out: no older program.
   */
  readonly compatibleFrom?: number;
}

export const migrations: readonly Migration[] = [
  { number: 1, name: 'people-and-stories', sql: peopleAndStories },
  { number: 2, name: 'engine', sql: engineTables },
  { number: 3, name: 'ledger', sql: ledger },
  { number: 4, name: 'sibling-events', sql: siblingEvents },
  { number: 5, name: 'retention', sql: retention },
  { number: 6, name: 'limits', sql: limits },
  { number: 7, name: 'credentials', sql: credentials, compatibleFrom: 6 },
  { number: 8, name: 'groups', sql: groups },
  { number: 9, name: 'mail-and-monitoring', sql: mailAndMonitoring, compatibleFrom: 8 },
  { number: 10, name: 'page-addresses', sql: pageAddresses, compatibleFrom: 9 },
  { number: 11, name: 'drafts', sql: drafts },
  { number: 12, name: 'audit', sql: audit, compatibleFrom: 11 },
  { number: 13, name: 'review', sql: review, compatibleFrom: 11 },
  { number: 14, name: 'resources-and-tags', sql: resourcesAndTags, compatibleFrom: 11 },
  { number: 15, name: 'people', sql: people, compatibleFrom: 11 },
  { number: 16, name: 'reports', sql: reports, compatibleFrom: 11 },
  { number: 17, name: 'trash', sql: trash, compatibleFrom: 11 },
  { number: 18, name: 'credential-expiry', sql: credentialExpiry, compatibleFrom: 11 },
  // No older program runs beside it: those answer members with a custom role, and lists of such members, with a failure.
  { number: 19, name: 'custom-roles', sql: customRoles },
  { number: 22, name: 'sync', sql: sync, compatibleFrom: 19 },
  // No older program runs beside it: it would take up what waits for a person and lose the question.
  { number: 23, name: 'tool-confirmations', sql: toolConfirmations },
  { number: 24, name: 'reading', sql: reading, compatibleFrom: 23 },
  { number: 25, name: 'favorites', sql: favorites, compatibleFrom: 23 },
  { number: 26, name: 'list-version', sql: listVersion, compatibleFrom: 23 },
];
