/** The action whose card holds this element, by guid. */
export function actionOf(target: EventTarget | null): string | undefined {
  const card = target instanceof Element ? target.closest<HTMLElement>('[data-action]') : null;
  return card?.dataset['guid'];
}

/** The note whose card is or holds this element, by guid. */
export function noteOf(target: EventTarget | null): string | undefined {
  const card = target instanceof Element ? target.closest<HTMLElement>('[data-note]') : null;
  return card?.dataset['note'];
}

/** The link, by key, that is drawn where the pointer is, also when something lies over it. */
export function linkUnder(x: number, y: number): string | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const link = element.closest<HTMLElement>('.react-flow__edge');
    if (link !== null) return link.dataset['id'];
  }
  return undefined;
}
