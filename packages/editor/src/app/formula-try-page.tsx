import { ScratchPad } from '../reference/scratch-pad.tsx';
import { FormulaPath } from './formula-path.tsx';
import { ShortcutsOnKey } from './shortcuts-help.tsx';
import { TopBar } from './top-bar.tsx';

export function FormulaTryPage() {
  return (
    <div className="flex h-full flex-col">
      <title>Scratch pad · Formula reference · Fabula</title>
      <TopBar>
        <FormulaPath here="Scratch pad" />
      </TopBar>
      <main className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-5xl p-4 md:p-8">
          <h1 className="sr-only">Scratch pad for formulas</h1>
          <ScratchPad />
        </div>
      </main>
      <ShortcutsOnKey place="formulas" />
    </div>
  );
}
