// Everything works without this file. It lets a click copy a command, and says when a page is no longer up to date.
document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('button.copy') : null;
  if (button === null) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add('copied');
  setTimeout(() => button.classList.remove('copied'), 1500);
});
const showCopyButtons = () => {
  for (const button of document.querySelectorAll('button.copy[hidden]')) button.hidden = false;
};
showCopyButtons();
// A moment of the last day is shown as how long before the page's own time it was: a simulated day has another time than the browser.
const ago = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'always', style: 'short' });
const units = [
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];
const showAgo = () => {
  const asOf = document.querySelector('#live .asof[data-at]') ?? document.querySelector('.asof[data-at]');
  for (const time of document.querySelectorAll('time[data-ago]')) {
    const passed = Number(asOf?.dataset.at) - Date.parse(time.dateTime);
    if (!(passed >= 0 && passed < 24 * 3_600_000)) continue;
    const [unit, ms] = units.find(([, length]) => passed >= length) ?? units.at(-1);
    time.title = time.textContent;
    time.textContent = ago.format(-Math.floor(passed / ms), unit);
    delete time.dataset.ago;
  }
};
showAgo();
// The head of a live page, the title of its tab and its icon say what waits.
const plainTitle = document.title.replace(/^\(\d+\) /, '');
const showWaiting = () => {
  const waiting = document.getElementById('waiting');
  if (waiting === null) return;
  for (const count of document.querySelectorAll('[data-waits]')) {
    count.textContent = waiting.dataset[count.dataset.waits];
    count.hidden = count.textContent === '0';
  }
  const { needs } = waiting.dataset;
  document.title = needs === '0' ? plainTitle : `(${needs}) ${plainTitle}`;
  document.querySelector('link[rel="icon"]').href = needs === '0' ? '/icon.svg' : '/icon-waits.svg';
};
showWaiting();
document.addEventListener('htmx:sse:after:message', () => {
  document.body.classList.remove('stale');
  showCopyButtons();
  showWaiting();
  showAgo();
});
const lose = () => document.body.classList.add('stale');
document.addEventListener('htmx:sse:error', lose);
document.addEventListener('htmx:sse:close', lose);
// Of a stream that cannot be opened htmx tells nothing more than of any request, and asks for it once: here it is asked for again.
const isStream = (part) => part instanceof Element && part.hasAttribute('hx-sse:connect');
for (const failed of ['htmx:error', 'htmx:response:error']) {
  document.addEventListener(failed, ({ target }) => {
    if (!isStream(target)) return;
    lose();
    const again = () =>
      target.isConnected && htmx.ajax('GET', target.getAttribute('hx-sse:connect'), { source: target });
    setTimeout(again, 2000);
  });
}
// A server that takes the call and says nothing lets nothing fail. The first message comes at once where it lives.
const unopened = document.getElementById('live') === null ? null : setTimeout(lose, 10_000);
document.addEventListener('htmx:sse:after:message', () => clearTimeout(unopened), { once: true });
// htmx ends the stream of a hidden tab without a word: what stands there is old until the next message.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) document.body.classList.add('stale');
});
