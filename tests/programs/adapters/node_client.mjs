// node node_client.mjs CLIENT FILE... -> one JSON line a file. Needs node_modules (ICAL_NODE_DIR) with ical.js and node-ical.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
const require = createRequire(path.join(process.env.ICAL_NODE_DIR, 'x.js'));
const [, , client, ...files] = process.argv;
for (const file of files) {
const out = { ok: true, events: [], warn: [], error: null };
const iso = d => d == null ? null : (isNaN(d) ? 'Invalid Date' : new Date(d).toISOString().replace('.000', ''));
try {
  const buf = readFileSync(file), text = new TextDecoder('utf-8', { fatal: false }).decode(buf);   // as fetch().text() does
  if (text.includes('\uFFFD')) out.warn.push('not valid UTF-8');
  if (client === 'ical.js' || client === 'ical.js-strict') {
    const m = require('ical.js'), ICAL = m.default || m;
    if (client.endsWith('strict')) ICAL.design.strict = true; else ICAL.design.strict = false;
    const jcal = ICAL.parse(text);
    const comp = new ICAL.Component(jcal);
    if (comp.name !== 'vcalendar') throw new Error('outermost component is ' + comp.name);
    ICAL.TimezoneService.reset();
    for (const z of comp.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(new ICAL.Timezone(z));
    const f = t => !t ? null : t.isDate ? t.toString() + ' date' : t.zone.tzid === 'floating' ? t.toString() + ' floating' : t.convertToZone(ICAL.Timezone.utcTimezone).toString();
    for (const v of comp.getAllSubcomponents('vevent')) {
      const e = new ICAL.Event(v);
      const tz = v.getFirstProperty('dtstart')?.getParameter('tzid');
      if (tz && !ICAL.TimezoneService.has(tz)) out.warn.push('TZID not defined in the file: ' + tz);
      out.events.push([e.uid, f(e.startDate), f(e.endDate), e.summary, v.getFirstPropertyValue('status')]);
    }
  } else if (client === 'node-ical') {
    const ical = require('node-ical'); const d = ical.sync.parseICS(text);
    for (const k of Object.keys(d)) { const e = d[k]; if (e.type !== 'VEVENT') continue;
      out.events.push([e.uid, iso(e.start), iso(e.end), e.summary?.val ?? e.summary, e.status]); }
    if (!/BEGIN:VCALENDAR/.test(text)) out.warn.push('(accepts anything)');
  } else throw new Error('unknown client');
} catch (e) { out.ok = false; out.error = `${e.name || 'Error'}: ${String(e.message || e).replace(/\s+/g, ' ').slice(0, 300)}`; }
console.log(JSON.stringify(out));
}
