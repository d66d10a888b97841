import { useNavigate, useSearch } from '@tanstack/react-router';

/** What is looked for, and the way to look for something else. */
export function useAuditSearch() {
  const search = useSearch({ from: '/signed-in/settings/audit-log' });
  const navigate = useNavigate({ from: '/settings/audit-log' });
  return {
    search,
    change: (part: Partial<typeof search>) => void navigate({ search: { ...search, ...part }, replace: true }),
  };
}
