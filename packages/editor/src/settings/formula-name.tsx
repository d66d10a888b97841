import { CopyButton } from '../ui/copy-button.tsx';

/** How formulas call a credential or a resource. */
export function FormulaName({ name }: { readonly name: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span className="min-w-0">
        Formulas read it as <code className="font-mono text-xs wrap-anywhere text-ink">{name}</code>
      </span>
      <CopyButton label={`Copy ${name}`} text={name} className="-my-1.5 shrink-0" />
    </span>
  );
}
