/** All functions, found by what one types and by category. */

import { SearchX } from 'lucide-react';
import { Empty } from '../ui/states.tsx';
import { catalogue } from './catalogue.ts';
import { CategoryChips } from './category-chips.tsx';
import { DidYouMean } from './did-you-mean.tsx';
import { FunctionRows } from './function-rows.tsx';
import { FunctionSearch } from './function-search.tsx';
import { type FunctionFilter, searchFunctions, suggestName } from './search-functions.ts';
import { useListKeys } from './use-list-keys.ts';

interface FunctionIndexProps {
  readonly filter: FunctionFilter;
  readonly onFilter: (filter: FunctionFilter) => void;
  /** Stands beside the search field. */
  readonly children?: React.ReactNode;
}

export function FunctionIndex({ filter, onFilter, children }: FunctionIndexProps) {
  const found = searchFunctions(catalogue, filter);
  const { input, place, onFieldKey, onListKey } = useListKeys(() => onFilter({ ...filter, query: '' }));
  return (
    <>
      <div className="flex items-center gap-2">
        <FunctionSearch
          value={filter.query}
          onChange={(query) => onFilter({ ...filter, query })}
          onKeyDown={onFieldKey}
          input={input}
        />
        {children}
      </div>
      <CategoryChips value={filter.category} onChange={(category) => onFilter({ ...filter, category })} />
      <div>
        <p role="status" className="mb-2 px-1 text-xs text-ink-faint">
          {countWords(found.length)}
        </p>
        <div ref={place} className="overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
          {found.length === 0 ? (
            <NothingFound filter={filter} onFilter={onFilter} />
          ) : (
            <FunctionRows entries={found} onKeyDown={onListKey} />
          )}
        </div>
      </div>
    </>
  );
}

function countWords(count: number): string {
  const all = catalogue.length;
  return count === all ? `${all} functions` : `${count} of ${all} functions`;
}

function NothingFound({ filter, onFilter }: Pick<FunctionIndexProps, 'filter' | 'onFilter'>) {
  const elsewhere = searchFunctions(catalogue, { ...filter, category: undefined }).length;
  const suggestion = suggestName(filter.query);
  return (
    <Empty
      icon={<SearchX />}
      title={`No function matches “${filter.query}”${elsewhere > 0 ? ` in ${filter.category}` : ''}`}
    >
      {elsewhere > 0 ? (
        <button
          type="button"
          onClick={() => onFilter({ ...filter, category: undefined })}
          className="rounded text-accent underline underline-offset-2"
        >
          {elsewhere === 1 ? 'One does' : `${elsewhere} do`} in other categories
        </button>
      ) : suggestion !== null ? (
        <p>
          <DidYouMean name={suggestion} />
        </p>
      ) : (
        <p>Try a word for what it should do: “lowercase”, “unique”, “base64”.</p>
      )}
    </Empty>
  );
}
