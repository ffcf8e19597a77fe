(() => {
  const $ = (s, of = document) => of.querySelector(s), all = (s, of = document) => [...of.querySelectorAll(s)];
  document.documentElement.classList.add('js');
  const box = $('#q'), fact = $('#fact'), who = $('#who'), count = $('#shown');
  const items = all('.item, tr.item-row, .doc').map(el => ({ el, text: el.textContent.toLowerCase() }));
  const groups = all('.group');
  function filter() {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0, total = 0;
    for (const { el, text } of items) {
      const event = el.dataset.fact !== undefined;
      const actors = el.dataset.actors === undefined ? null : el.dataset.actors.split(' ');
      const keep = words.every(w => text.includes(w))
        && (!fact.value || !event || fact.value.split(' ').includes(el.dataset.fact))
        && (!who.value || actors === null || actors.includes(who.value));
      el.hidden = !keep;
      if (event) { total++; if (keep) shown++; }
    }
    for (const g of groups) g.hidden = !all('.item', g).some(i => !i.hidden);
    count.textContent = shown === total ? `${total} events` : `${shown} of ${total} events`;
  }
  let timer;
  box.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(filter, 120); });
  fact.addEventListener('change', filter);
  who.addEventListener('change', filter);
  for (const b of all('[data-only]')) b.addEventListener('click', () => { who.value = b.dataset.only; filter(); $('#timeline').scrollIntoView(); });
  filter();

  const reader = $('#reader'), body = $('#reader-text'), head = $('#reader-head');
  let back = null;
  function open(link) {
    const doc = document.getElementById(link.dataset.doc);
    if (!doc) return false;
    const source = $('.text', doc);
    const chars = Array.from(source.textContent);
    const marks = JSON.parse(link.dataset.marks);
    // The innermost mark of a place wins: shorter ones are laid over longer ones.
    const role = new Array(chars.length).fill('');
    for (const [name, start, end] of [...marks].sort((a, b) => (b[2] - b[1]) - (a[2] - a[1]))) role.fill(name, start, end);
    body.replaceChildren();
    body.lang = source.lang;
    for (let i = 0; i < chars.length;) {
      let j = i + 1;
      while (j < chars.length && role[j] === role[i]) j++;
      const piece = document.createTextNode(chars.slice(i, j).join(''));
      if (role[i]) {
        const mark = document.createElement('mark');
        mark.className = role[i];
        mark.title = role[i];
        mark.append(piece);
        body.append(mark);
      } else body.append(piece);
      i = j;
    }
    head.textContent = doc.dataset.title;
    reader.classList.add('open');
    const first = $('mark', body);
    if (first) {
      const top = first.getBoundingClientRect().top - reader.getBoundingClientRect().top;
      reader.scrollTop += top - reader.clientHeight / 3;
    }
    return true;
  }
  document.addEventListener('click', e => {
    const link = e.target.closest('a[data-marks]');
    if (link && !e.ctrlKey && !e.metaKey && open(link)) { e.preventDefault(); back = link; $('#reader-close').focus({ preventScroll: true }); }
  });
  function close() { reader.classList.remove('open'); if (back) back.focus({ preventScroll: true }); }
  $('#reader-close').addEventListener('click', close);
  document.addEventListener('keydown', e => {
    if (e.key === 'Escape') close();
    if (e.key === '/' && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) { e.preventDefault(); box.focus(); }
  });
})();
