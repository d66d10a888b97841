import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { buttonClass } from '../ui/button.tsx';
import { Empty } from '../ui/states.tsx';
import { DidYouMean } from './did-you-mean.tsx';
import { suggestName } from './search-functions.ts';

/** An address that names a function which does not exist. */
export function UnknownFunction({ name }: { readonly name: string }) {
  const suggestion = suggestName(name);
  return (
    <Empty icon={<SearchX />} title={`There is no function ${name}`}>
      {suggestion !== null && (
        <p>
          <DidYouMean name={suggestion} />
        </p>
      )}
      <Link to="/reference/formulas" search={{}} className={buttonClass('secondary', 'mt-4')}>
        All functions
      </Link>
    </Empty>
  );
}
