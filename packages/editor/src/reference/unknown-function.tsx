import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { buttonClass } from '../ui/button.tsx';
import { Empty } from '../ui/states.tsx';
import { catalogue } from './catalogue.ts';
import { suggestName } from './search-functions.ts';

/** An address that names a function which does not exist. */
export function UnknownFunction({ name }: { readonly name: string }) {
  const suggestion = suggestName(catalogue, name);
  return (
    <Empty icon={<SearchX />} title={`There is no function ${name}`}>
      {suggestion !== null && (
        <p>
          Did you mean{' '}
          <Link
            to="/reference/formulas/$name"
            params={{ name: suggestion }}
            className="rounded font-mono text-[0.8125rem] text-accent underline underline-offset-2"
          >
            {suggestion}
          </Link>
          ?
        </p>
      )}
      <Link to="/reference/formulas" search={{}} className={buttonClass('secondary', 'mt-4')}>
        All functions
      </Link>
    </Empty>
  );
}
