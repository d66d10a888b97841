/** The look of pages. Colours of a story come as custom properties; text on them is black or white, whichever reads better. */
import type { PageLook } from '@fabula/actions';

const widths: Readonly<Record<PageLook['width'], string>> = {
  small: '34rem',
  medium: '46rem',
  large: '64rem',
  full: 'none',
};

const base = `
:root { color-scheme: light; --ground: #f6f6f7; --ground-ink: #1b1b1f; --card: #fff; --ink: #1b1b1f; --soft: #55555e;
  --line: #8b8b95; --faint: #e3e3e8; --error: #a3141f; --link: #2a45b8; --shade: #f0f0f3; }
@media (prefers-color-scheme: dark) { .auto { color-scheme: dark; --ground: #131316; --ground-ink: #f1f1f4; --card: #1d1d22;
  --ink: #f1f1f4; --soft: #b4b4bf; --line: #85858f; --faint: #34343c; --error: #ff9a9a; --link: #a9b9ff; --shade: #26262c; } }
.dark { color-scheme: dark; --ground: #131316; --ground-ink: #f1f1f4; --card: #1d1d22; --ink: #f1f1f4; --soft: #b4b4bf;
  --line: #85858f; --faint: #34343c; --error: #ff9a9a; --link: #a9b9ff; --shade: #26262c; }
*, ::before, ::after { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, sans-serif; background: var(--ground); color: var(--ground-ink); }
body { margin: 0; padding: 1rem; min-height: 100vh; }
main { max-width: var(--width); margin: 1.5rem auto; color: var(--ink); }
main.bordered { background: var(--card); border: 1px solid var(--faint); border-radius: .75rem; padding: clamp(1rem, 4vw, 2.25rem); }
main:not(.bordered) { color: var(--ground-ink); }
.logo { display: block; max-width: 12rem; max-height: 4rem; margin: 0 0 1.5rem; }
h1, h2 { line-height: 1.25; margin: 0 0 .5rem; font-size: 1.6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; }
p, ul, ol { margin: 0 0 .75rem; }
.text { overflow-wrap: anywhere; }
.text > :last-child { margin-bottom: 0; }
a { color: var(--link); }
main:not(.bordered) a { color: inherit; }
pre { overflow-x: auto; background: var(--shade); color: var(--ink); padding: .75rem; border-radius: .4rem; }
.container { display: flex; flex-direction: column; gap: 1.1rem; margin: 0 0 1.1rem; border: 0; padding: 0; min-width: 0; }
.container.horizontal > .row { flex-direction: row; flex-wrap: wrap; }
.container.horizontal > .row > * { flex: 1 1 12rem; }
.container.horizontal > .row > .act { flex: 0 0 auto; width: auto; }
.row { display: flex; flex-direction: column; gap: 1.1rem; min-width: 0; }
.row.looped { border-left: 3px solid var(--faint); padding-left: .9rem; }
.center > .row { align-items: center; text-align: center; } .end > .row { align-items: flex-end; text-align: right; }
.space-small { gap: 1.75rem; } .space-large { gap: 2.75rem; }
.field { min-width: 0; border: 0; padding: 0; margin: 0; width: 100%; }
.label, legend { display: block; font-weight: 600; margin: 0 0 .25rem; padding: 0; }
.needed { font-weight: 400; color: var(--soft); font-size: .875rem; }
main:not(.bordered) .needed, main:not(.bordered) .help { color: inherit; }
.help { color: var(--soft); font-size: .9rem; margin: 0 0 .35rem; }
.help p { margin: 0; }
input:not([type=checkbox], [type=radio], [type=range], [type=file]), textarea, select {
  width: 100%; font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: .4rem;
  padding: .55rem .7rem; min-height: 2.75rem; }
textarea { min-height: 7rem; resize: vertical; }
input[type=range], input[type=file] { width: 100%; font: inherit; min-height: 2.25rem; accent-color: var(--action); }
input[type=file] { padding: .3rem 0; }
input[type=checkbox], input[type=radio] { width: 1.15rem; height: 1.15rem; margin: .2rem .55rem 0 0; flex: none; accent-color: var(--action); }
.choice { display: flex; align-items: flex-start; padding: .3rem 0; text-align: left; }
.choices { max-height: 18rem; overflow-y: auto; padding: 2px; }
.error { color: var(--error); font-weight: 600; margin: .3rem 0 0; }
[aria-invalid=true] { border-color: var(--error) !important; border-width: 2px !important; }
.problems { border: 2px solid var(--error); border-radius: .5rem; padding: .75rem 1rem; margin: 0 0 1.25rem; background: var(--card); color: var(--ink); }
.problems ul { margin: 0; padding-left: 1.2rem; } .problems a { color: var(--error); }
button { font: inherit; font-weight: 600; cursor: pointer; border-radius: .45rem; padding: .6rem 1.2rem; min-height: 2.75rem;
  border: 2px solid var(--action); background: var(--action); color: var(--on-action); }
button.secondary { background: var(--card); color: var(--ink); border-color: var(--line); }
button.danger { background: #a3141f; border-color: #a3141f; color: #fff; }
button[disabled], [aria-busy=true] button { opacity: .6; cursor: default; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
main:not(.bordered) :focus-visible { outline-color: currentcolor; }
.scroll { overflow-x: auto; border: 1px solid var(--faint); border-radius: .4rem; background: var(--card); color: var(--ink); max-height: 30rem; }
table { border-collapse: collapse; width: 100%; font-size: .94rem; }
caption { text-align: left; font-weight: 600; padding: .4rem .6rem; }
th, td { text-align: left; padding: .45rem .6rem; border-bottom: 1px solid var(--faint); vertical-align: top; overflow-wrap: anywhere; }
th { background: var(--shade); position: sticky; top: 0; }
.tick { width: 1%; }
.search { margin: 0 0 .4rem; }
figure { margin: 0; } figure img, svg { max-width: 100%; height: auto; display: block; }
figcaption { font-size: .9rem; margin-top: .25rem; }
svg text { fill: currentcolor; font: 12px system-ui, sans-serif; }
details { margin-top: .35rem; font-size: .9rem; }
.plain { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.spinner { width: 2.25rem; height: 2.25rem; border: 4px solid var(--faint); border-top-color: var(--action); border-radius: 50%; margin: 0 0 1rem; animation: turn 1s linear infinite; }
@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { .spinner { animation: none; } }
`;

/** `fixed`: widths in pixels of elements, by their class. */
export function styleOf(look: PageLook, fixed: ReadonlyMap<string, number>): string {
  const action = look.action ?? '#3a3ad6';
  const rules = [`:root { --width: ${widths[look.width]}; --action: ${action}; --on-action: ${readableOn(action)}; }`];
  if (look.background !== null && look.appearance !== 'dark') {
    const ground = `--ground: ${look.background}; --ground-ink: ${readableOn(look.background)};`;
    // In the dark the visitor's wish goes first.
    rules.push(
      look.appearance === 'light'
        ? `:root { ${ground} }`
        : `@media not (prefers-color-scheme: dark) { :root { ${ground} } }`,
    );
  }
  for (const [name, pixels] of fixed) rules.push(`.${name} { max-width: ${pixels}px; }`);
  return `${base}${rules.join('\n')}\n`;
}

/** Black or white: one of them has a contrast of 4.5 on every colour (WCAG 2.2, 1.4.3). */
function readableOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? '#000' : '#fff';
}
