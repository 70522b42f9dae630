// Behaviour that needs no round trip to the service: theme, shortcuts, highlights, copying, and what is typed before the page is live.
(() => {
  'use strict';
  const root = document.documentElement;
  const read = key => { try { return localStorage.getItem(key); } catch { return null; } };
  const theme = read('epmrl-theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;

  const say = text => { const live = document.getElementById('live'); if (live) live.textContent = text; };
  const isTyping = target => target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');

  // The pages are rendered twice: first as text, then alive. What somebody types or focuses in between must survive.
  const typed = new Map();
  let live = false;
  let sent = null; // a form that was sent before the page was live
  document.addEventListener('submit', event => { if (!live && event.target.closest('main form:not([method])')) { event.preventDefault(); sent = event.target; } });
  document.addEventListener('input', event => { if (!live && event.target.id) typed.set(event.target.id, event.target.value); });
  window.epmrl = {
    interactive() {
      live = true;
      for (const [id, value] of typed) {
        const field = document.getElementById(id);
        if (!field) continue;
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }
      typed.clear();
      sent?.isConnected ? sent.requestSubmit() : sent && document.querySelector('main form')?.requestSubmit();
      sent = null;
      document.body.dataset.live = '';
    },
    set(id, value) { const field = document.getElementById(id); if (field) { field.value = value; field.focus(); } },
  };
  let focused = null;
  document.addEventListener('focusin', event => { if (!live) focused = event.target.id; });
  document.addEventListener('DOMContentLoaded', () => {
    document.querySelector('[autofocus]')?.focus({ preventScroll: true });
    Blazor.start().then(() => { if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus(); });
  });

  // A value and the places it was read from light up together.
  const light = (keys, on) => {
    for (const key of keys) {
      for (const one of document.querySelectorAll(`[data-m~="${CSS.escape(key)}"]`)) one.classList.toggle('lit', on);
    }
  };
  let lit = [];
  const relight = event => {
    const target = event.target.closest?.('[data-m]');
    const keys = target ? target.dataset.m.split(' ') : [];
    if (keys.join() === lit.join()) return;
    light(lit, false);
    light(lit = keys, true);
  };
  document.addEventListener('mouseover', relight);
  document.addEventListener('focusin', relight);

  document.addEventListener('click', async event => {
    const target = event.target.closest?.('button, a');
    if (!target) return;
    if ('themeToggle' in target.dataset) {
      const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.theme = dark ? 'light' : 'dark';
      try { localStorage.setItem('epmrl-theme', root.dataset.theme); } catch { /* the choice lasts for this page */ }
      say(dark ? 'Light theme' : 'Dark theme');
    } else if ('shortcuts' in target.dataset) {
      document.getElementById('shortcuts').showModal();
    } else if ('close' in target.dataset) {
      target.closest('dialog').close();
    } else if ('reload' in target.dataset) {
      location.reload();
    } else if (target.dataset.copy) {
      const text = document.getElementById(target.dataset.copy).textContent;
      try {
        await navigator.clipboard.writeText(text);
      } catch { // no clipboard without HTTPS: select the text, so that Ctrl+C copies it
        getSelection().selectAllChildren(document.getElementById(target.dataset.copy));
        say('Selected. Press Ctrl+C to copy.');
        return;
      }
      say('Copied');
      target.classList.add('done');
      setTimeout(() => target.classList.remove('done'), 1500);
    } else if (target.hash && target.pathname === location.pathname && target.matches('mark a, .quote, a.skip')) {
      const place = document.getElementById(decodeURIComponent(target.hash.slice(1)));
      if (place) {
        event.preventDefault();
        event.stopPropagation();
        place.closest('details')?.setAttribute('open', '');
        place.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
        (place.matches('a, button, [tabindex]') ? place : place.querySelector('a, button, summary') ?? place).focus({ preventScroll: true });
      }
    }
  }, true);

  document.addEventListener('change', event => {
    if ('catalog' in event.target.dataset) {
      document.cookie = `epmrl-catalog=${encodeURIComponent(event.target.value)}; path=/; max-age=31536000; samesite=strict`;
      location.reload();
    }
  });

  // Keyboard: '/' search, 'g' then a letter for a page, arrows through lists, Ctrl+Enter sends.
  const pages = { t: '/', v: '/values', x: '/taxonomy', r: '/review', m: '/match', j: '/jobs', q: '/quality' };
  let went = 0;
  document.addEventListener('keydown', event => {
    const target = event.target;
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      const form = target.closest?.('form');
      if (form) {
        event.preventDefault();
        target.dispatchEvent(new Event('change', { bubbles: true }));
        form.requestSubmit();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const list = target.closest?.('[data-list], [data-search]');
      if (!list || (target.tagName === 'TEXTAREA')) return;
      const all = [...document.querySelectorAll('[data-hit]')].filter(one => one.offsetParent !== null);
      const at = all.indexOf(target.closest('[data-hit]'));
      const next = event.key === 'ArrowDown' ? all[at + 1] : at > 0 ? all[at - 1] : document.querySelector('[data-search]');
      if (next) { event.preventDefault(); next.focus(); }
      return;
    }
    if (event.key === 'Escape' && isTyping(target)) { target.blur(); return; }
    if (isTyping(target) || document.querySelector('dialog[open]')) return;
    if (event.key === '/') {
      const field = document.querySelector('[data-search]') ?? document.querySelector('main input, main textarea');
      if (field) { event.preventDefault(); field.focus(); field.select?.(); }
    } else if (event.key === '?') {
      document.getElementById('shortcuts').showModal();
    } else if (event.key === 'g') {
      went = event.timeStamp;
    } else if (pages[event.key] && event.timeStamp - went < 1500) {
      went = 0;
      document.querySelector(`nav a[href="${pages[event.key]}"]`)?.click();
    }
  });
})();
