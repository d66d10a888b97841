import { useParams } from '@tanstack/react-router';
import { entryNamed } from '../reference/catalogue.ts';
import { FunctionDetails } from '../reference/function-details.tsx';
import { FunctionSidebar } from '../reference/function-sidebar.tsx';
import { UnknownFunction } from '../reference/unknown-function.tsx';
import { FormulaPath } from './formula-path.tsx';
import { ShortcutsOnKey } from './shortcuts-help.tsx';
import { TopBar } from './top-bar.tsx';

export function FormulaFunctionPage() {
  const { name } = useParams({ from: '/signed-in/reference/formulas/$name' });
  const entry = entryNamed(name);
  return (
    <div className="flex h-full flex-col">
      <title>{`${entry?.name ?? 'Not found'} · Formula reference · Fabula`}</title>
      <TopBar>
        <FormulaPath here={entry?.name ?? name} isCode />
      </TopBar>
      <div className="flex min-h-0 flex-1">
        <FunctionSidebar current={entry} />
        <main key={name} className="min-w-0 flex-1 overflow-y-auto">
          {entry === undefined ? <UnknownFunction name={name} /> : <FunctionDetails entry={entry} />}
        </main>
      </div>
      <ShortcutsOnKey place="formulas" />
    </div>
  );
}
