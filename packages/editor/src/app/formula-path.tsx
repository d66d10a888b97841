import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';

/** Where a page under the reference is, with the way back. */
export function FormulaPath({ here, isCode = false }: { readonly here: string; readonly isCode?: boolean }) {
  return (
    <nav aria-label="Where you are" className="flex min-w-0 items-center gap-1.5">
      <Link to="/reference/formulas" search={{}} className="shrink-0 rounded px-1 text-ink-soft hover:text-ink">
        <span className="max-md:sr-only">Formula reference</span>
        <span aria-hidden className="md:hidden">
          Formulas
        </span>
      </Link>
      <ChevronRight className="size-3.5 shrink-0 text-ink-faint" aria-hidden />
      <span aria-current="page" className={isCode ? 'truncate font-mono text-[0.8125rem]' : 'truncate font-medium'}>
        {here}
      </span>
    </nav>
  );
}
