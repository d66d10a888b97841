/** The action whose card holds this element. */
export function actionOf(target: EventTarget | null): number | undefined {
  const card = target instanceof Element ? target.closest<HTMLElement>('[data-action]') : null;
  const id = card?.dataset['action'];
  return id === undefined ? undefined : Number(id);
}
