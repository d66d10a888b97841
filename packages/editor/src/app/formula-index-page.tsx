import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { FlaskConical } from 'lucide-react';
import { knownCategory } from '../reference/catalogue.ts';
import { FunctionIndex } from '../reference/function-index.tsx';
import { buttonClass } from '../ui/button.tsx';
import { ShortcutsOnKey } from './shortcuts-help.tsx';
import { TopBar } from './top-bar.tsx';

export function FormulaIndexPage() {
  const { q, category } = useSearch({ from: '/signed-in/reference/formulas' });
  const navigate = useNavigate({ from: '/reference/formulas' });
  return (
    <div className="flex h-full flex-col">
      <title>Formula reference · Fabula</title>
      <TopBar>
        <h1 className="truncate font-medium">Formula reference</h1>
      </TopBar>
      <main className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-5xl flex-col gap-3 p-4 md:p-8">
          <FunctionIndex
            filter={{ query: q ?? '', category: knownCategory(category) }}
            onFilter={(filter) =>
              void navigate({
                search: { q: filter.query === '' ? undefined : filter.query, category: filter.category },
                replace: true,
                resetScroll: false,
              })
            }
          >
            <Link to="/formulas/try" className={buttonClass('primary')}>
              <FlaskConical aria-hidden />
              <span className="max-sm:sr-only">Scratch pad</span>
            </Link>
          </FunctionIndex>
        </div>
      </main>
      <ShortcutsOnKey place="formulas" />
    </div>
  );
}
