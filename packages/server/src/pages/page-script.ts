/**
 * What pages do in a browser that runs scripts; without it everything but hiding, searching and submitting by itself works.
 * Plain JavaScript as text: it is sent as it stands.
 */
export const formScript = `
'use strict';
(() => {
  const form = document.querySelector('form');
  if (!form) return;
  const written = (guid) => [...form.elements]
    .filter((input) => input.name === guid || input.name.startsWith(guid + ':'))
    .filter((input) => (input.type !== 'checkbox' && input.type !== 'radio') || input.checked)
    .flatMap((input) => input.type === 'file' ? [...input.files].map(() => 'file') : [input.value])
    .filter((value) => value !== '');
  const passes = (test) => {
    if ('holds' in test) return test.holds;
    const fold = (text) => test.isCaseSensitive ? text : text.toLowerCase();
    const values = written(test.field);
    const wanted = fold(test.value);
    const search = (value) => {
      try { return new RegExp(test.value, test.isCaseSensitive ? '' : 'i').test(value); } catch { return false; }
    };
    switch (test.operator) {
      case 'is': return wanted === '' ? values.length === 0 : values.some((value) => fold(value) === wanted);
      case 'is_not': return !(wanted === '' ? values.length === 0 : values.some((value) => fold(value) === wanted));
      case 'contains': return values.some((value) => fold(value).includes(wanted));
      case 'not_contains': return !values.some((value) => fold(value).includes(wanted));
      case 'matches': return values.some(search);
      case 'not_matches': return !values.some(search);
      case 'is_empty': return values.length === 0;
      case 'is_not_empty': return values.length > 0;
      case 'greater_than': return values.some((value) => Number(value) > Number(test.value));
      case 'less_than': return values.some((value) => Number(value) < Number(test.value));
      default: return false;
    }
  };
  const holds = ({ match, tests }) =>
    match === 'all' ? tests.every(passes) : match === 'some' ? tests.some(passes) : !tests.some(passes);
  const update = () => {
    for (const part of form.querySelectorAll('[data-conditions]')) {
      const conditions = JSON.parse(part.dataset.conditions);
      const of = (effect) => conditions.filter((condition) => condition.effect === effect).map(holds);
      const shows = of('show');
      const isShown = (shows.length === 0 || shows.includes(true)) && !of('hide').includes(true);
      const isOff = of('disable').includes(true);
      part.hidden = !isShown;
      for (const input of part.querySelectorAll('input, select, textarea, button')) {
        input.disabled = isOff || part.closest('[hidden]') !== null;
        if ('needed' in input.dataset) input.required = isShown && !isOff;
      }
    }
  };
  form.addEventListener('input', update);
  form.addEventListener('change', update);
  update();

  for (const range of form.querySelectorAll('input[type=range]')) {
    const output = document.getElementById(range.id + '-value');
    if (!output) continue;
    const show = () => { output.textContent = range.value; };
    range.addEventListener('input', show);
    show();
  }

  for (const search of form.querySelectorAll('[data-search]')) {
    search.hidden = false;
    const input = search.querySelector('input');
    const rows = [...document.getElementById(search.dataset.search).querySelectorAll('tbody tr')];
    input.addEventListener('input', (event) => {
      event.stopPropagation();
      const wanted = input.value.toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
    input.addEventListener('keydown', (event) => { if (event.key === 'Enter') event.preventDefault(); });
  }

  let isSent = false;
  form.addEventListener('submit', (event) => {
    if (isSent) return event.preventDefault();
    if (event.submitter && event.submitter.name === '~add') return;
    isSent = true;
    form.setAttribute('aria-busy', 'true');
  });
  // Back from the next page: it may be sent again, and the server says what became of the first.
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    isSent = false;
    form.removeAttribute('aria-busy');
  });

  const problems = document.querySelector('.problems');
  if (problems) problems.focus();
  const seconds = form.dataset.autoSubmit;
  if (seconds !== undefined && !problems) setTimeout(() => form.requestSubmit(), Number(seconds) * 1000);
})();
`;

/** Looks again until there is something else to see. */
export const waitingScript = `
'use strict';
(() => {
  const look = async () => {
    try {
      const answer = await fetch(location.href, { redirect: 'manual', cache: 'no-store' });
      if (answer.type === 'opaqueredirect' || answer.headers.get('x-fabula-page') !== 'waiting') return location.reload();
    } catch {
      // the connection is away for a moment
    }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1000);
})();
`;
