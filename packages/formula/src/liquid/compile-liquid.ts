import type { CompiledField } from '../evaluate/compiled-field.ts';
import type { FormulaError } from '../failure.ts';
import { err, type Result } from '../result.ts';

export function compileLiquid(source: string): Result<CompiledField, FormulaError> {
  return err({ code: 'liquid', message: 'Legacy templates cannot be read', range: [0, source.length] });
}
