/** Classes of the frame around a code field; it shows the focus of the text inside. */
import { classNames } from '../ui/class-names.ts';

export function fieldFrame(isWrong: boolean, isReadOnly: boolean, extra?: string): string {
  return classNames(
    'relative min-w-0 overflow-hidden rounded-lg border has-[.cm-focused]:outline-2 has-[.cm-focused]:outline-offset-1 has-[.cm-focused]:outline-focus',
    isReadOnly ? 'bg-sunken' : 'bg-surface',
    isWrong ? 'border-danger' : 'border-line-strong',
    extra,
  );
}
