/** Who changed what, and when; what is looked for is in the address. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { auditQuery } from '../../data/audit-log.ts';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { RecordList } from '../record-list.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { AuditRow } from './audit-row.tsx';
import { startOfDay } from './operation-words.ts';
import { useAuditSearch } from './use-audit-search.ts';

export function AuditPage() {
  const { search } = useAuditSearch();
  const query = useInfiniteQuery(
    auditQuery({
      operation: search.operation,
      userId: search.user,
      after: startOfDay(search.from),
      before: startOfDay(search.to, 1),
    }),
  );
  return (
    <SettingsPage
      title="Audit log"
      lead="Every change that somebody made, by hand or over the API, written down together with the change."
    >
      <AuditFilters />
      <PagedList
        query={query}
        failure="The audit log could not be read."
        empty={
          <Empty icon={<ScrollText />} title="Nothing was found">
            Nobody did anything of this kind in this time.
          </Empty>
        }
      >
        {(entries) => (
          <RecordList label="Entries">
            {entries.map((entry) => (
              <AuditRow key={entry.id} entry={entry} />
            ))}
          </RecordList>
        )}
      </PagedList>
    </SettingsPage>
  );
}
