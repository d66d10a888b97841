/** Beside the page of a function: the way to all others. */

import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { catalogue, type Entry } from './catalogue.ts';
import { DidYouMean } from './did-you-mean.tsx';
import { FunctionSearch } from './function-search.tsx';
import { searchFunctions, suggestName } from './search-functions.ts';
import { useListKeys } from './use-list-keys.ts';

export function FunctionSidebar({ current }: { readonly current: Entry | undefined }) {
  const [query, setQuery] = useState('');
  const { input, place, onFieldKey, onListKey } = useListKeys(() => setQuery(''));
  const found = searchFunctions(catalogue, { query, category: undefined });
  const suggestion = found.length === 0 ? suggestName(query) : null;
  const name = current?.name;
  const isFirst = useRef(true);
  useEffect(() => {
    if (name === undefined) return;
    // Back in sight after a jump from a link of the page or of another page.
    place.current
      ?.querySelector('[aria-current="page"]')
      ?.scrollIntoView({ block: isFirst.current ? 'center' : 'nearest' });
    isFirst.current = false;
  }, [name, place]);
  return (
    <nav aria-label="Functions" className="flex w-64 shrink-0 flex-col border-r border-line bg-surface max-lg:hidden">
      <div className="p-3">
        <FunctionSearch value={query} onChange={setQuery} onKeyDown={onFieldKey} input={input} />
      </div>
      <div ref={place} className="min-h-0 flex-1 overflow-y-auto">
        {found.length === 0 && (
          <p role="status" className="px-4 text-ink-soft">
            Nothing found.
            {suggestion !== null && (
              <>
                {' '}
                <DidYouMean name={suggestion} />
              </>
            )}
          </p>
        )}
        <ul onKeyDown={onListKey} className="px-2 pb-3">
          {found.map((entry) => (
            <li key={entry.name}>
              <Link
                to="/reference/formulas/$name"
                params={{ name: entry.name }}
                activeProps={{ 'aria-current': 'page' }}
                className="block truncate rounded-md px-2 py-1 font-mono text-xs text-ink-soft hover:bg-hover hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
              >
                {entry.name}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </nav>
  );
}
