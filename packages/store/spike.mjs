import { Worker } from 'node:worker_threads';
import { Duplex } from 'node:stream';
import pgm from 'pg';
import { rmSync } from 'node:fs';
const dir='/tmp/fabula/spike-data'; if(process.argv[2]==='fresh') rmSync(dir,{recursive:true,force:true});
const t0=performance.now();
const w=new Worker(new URL('./src/database/embedded-worker.mjs',import.meta.url),{workerData:{dataDir:dir}});
let stream; const pending=new Map(); let statsCb; let ready,closed;
const readyP=new Promise(r=>ready=r), closedP=new Promise(r=>closed=r);
w.on('message',m=>{ if(m.kind==='bytes') stream.push(Buffer.from(m.bytes.buffer,m.bytes.byteOffset,m.bytes.byteLength)); else if(m.kind==='ready'){console.log('worker ready',m.ms);ready();} else if(m.kind==='result'){pending.get(m.id)(m);pending.delete(m.id);} else if(m.kind==='stats')statsCb(m); else if(m.kind==='closed')closed();});
w.on('error',e=>{console.error('worker error',e);process.exit(1)});
class S extends Duplex{ parts=[]; scheduled=false;
 constructor(){super({allowHalfOpen:false});}
 setNoDelay(){} setKeepAlive(){} ref(){} unref(){}
 connect(){queueMicrotask(()=>this.emit('connect'));}
 _read(){}
 _write(c,e,cb){this.q(c);cb();}
 _writev(cs,cb){for(const c of cs)this.q(c.chunk);cb();}
 q(c){ if(c[0]===0x58&&this.parts.length===0){return;} this.parts.push(c); if(!this.scheduled){this.scheduled=true;queueMicrotask(()=>this.fl());} }
 fl(){this.scheduled=false;const b=Buffer.concat(this.parts);this.parts=[];const u=new Uint8Array(b.length);u.set(b);w.postMessage({kind:'bytes',bytes:u},[u.buffer]);}
 _final(cb){cb();this.push(null);}
}
await readyP; console.log('open ms',performance.now()-t0);
const pool=new pgm.Pool({max:1,stream:()=>{stream=new S();return stream},ssl:false,user:'postgres',database:'postgres',password:'x'});
console.log((await pool.query('select version()')).rows[0].version.slice(0,40),'sel ms',performance.now()-t0);
console.log((await pool.query('show fsync')).rows, (await pool.query('show server_encoding')).rows,(await pool.query('show lc_collate').catch(e=>e.message)).rows,(await pool.query('show synchronous_commit')).rows);
await pool.query('drop table if exists t'); await pool.query('create table t(id bigint primary key, a text, p json)');
const stats=()=>new Promise(r=>{statsCb=r;w.postMessage({kind:'stats'})});
let s0=(await stats()).fsyncCount;
let t=performance.now(); for(let i=0;i<300;i++) await pool.query('insert into t values($1,$2,$3)',[i,'abc','{"a":1}']);
let d=performance.now()-t; console.log('pg stream 300 single inserts',d.toFixed(0),'ms', (d/300).toFixed(2),'each; fsyncs',(await stats()).fsyncCount-s0);
t=performance.now(); for(let i=0;i<300;i++) await pool.query({name:'ins',text:'insert into t values($1,$2,$3)',values:[i+10000,'abc','{"a":1}']});
d=performance.now()-t; console.log('pg stream named 300 single inserts',d.toFixed(0),'ms', (d/300).toFixed(2));
const payload=JSON.stringify({x:'y'.repeat(250)});
for(const how of ['warm','pg unnest 250','pg named unnest 250']){ t=performance.now(); let n=40; for(let k=0;k<n;k++){const ids=[],as=[],ps=[];for(let i=0;i<250;i++){ids.push((how==='warm'?100000:how[3]==='u'?200000:300000)+k*250+i);as.push('abc');ps.push(payload);} const text='insert into t select * from unnest($1::bigint[],$2::text[],$3::json[])'; await pool.query(how.includes('named')?{name:'un',text,values:[ids,as,ps]}:{text,values:[ids,as,ps]});} d=performance.now()-t; console.log(how,(d/n).toFixed(2),'ms per batch', (n*250/d*1000).toFixed(0),'rows/s');}
// selects
t=performance.now(); for(let i=0;i<500;i++) await pool.query('select * from t where id=$1',[i%300]); d=performance.now()-t; console.log('pg select',(d/500).toFixed(3));
t=performance.now(); for(let i=0;i<500;i++) await pool.query({name:'s1',text:'select * from t where id=$1',values:[i%300]}); d=performance.now()-t; console.log('pg named select',(d/500).toFixed(3));
t=performance.now(); for(let i=0;i<300;i++) {const c=await pool.connect(); await c.query('begin'); await c.query('insert into t values($1,$2,$3)',[i+50000,'abc','{"a":1}']); await c.query('commit'); c.release();} d=performance.now()-t; console.log('pg tx begin/insert/commit',(d/300).toFixed(3));
t=performance.now(); let big='x'.repeat(5e6); const r=await pool.query('select $1::text as a',[big]); console.log('5MB echo',(performance.now()-t).toFixed(0),r.rows[0].a.length===big.length);
try{await pool.query('select 1/0')}catch(e){console.log('err',e.code,e.message)} try{await pool.query("select $1::json",['{bad'])}catch(e){console.log('err',e.code,e.message)}
// compare: messages of query
let id=0; const q=(sql,params)=>new Promise(r=>{const i=++id;pending.set(i,r);w.postMessage({kind:'query',id:i,sql,params})});
t=performance.now(); for(let i=0;i<300;i++) await q('insert into t values($1,$2,$3)',[i+20000,'abc',{a:1}]); d=performance.now()-t; console.log('pglite.query 300 single inserts',(d/300).toFixed(2));
t=performance.now(); for(let k=0;k<40;k++){const ids=[],as=[],ps=[];for(let i=0;i<250;i++){ids.push(400000+k*250+i);as.push('abc');ps.push(payload);} const r=await q('insert into t select * from unnest($1::bigint[],$2::text[],$3::text[]::json[])',[ids,as,ps]); if(r.error){console.log(r);break}} d=performance.now()-t; console.log('pglite.query unnest 250',(d/40).toFixed(2));
t=performance.now(); for(let i=0;i<500;i++) await q('select * from t where id=$1',[i%300]); d=performance.now()-t; console.log('pglite.query select',(d/500).toFixed(3));
console.log('rss',process.memoryUsage().rss/1e6);
await pool.end(); w.postMessage({kind:'close'}); await closedP; await new Promise(r=>w.once('exit',r)); console.log('closed');
