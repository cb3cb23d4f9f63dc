/* The standard set in one pass over people: the limit that an engine of tables is held against. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NQ 20
#define NEVER (-1000000)
typedef int32_t i32;
typedef int64_t i64;

static i32 NO, NG; /* numbers of organisation and group codes */

/* cells: 0 grand, then organisation, group, organisation x group; each times NQ quarters */
static inline i64 cell(i32 level, i32 q, i32 o, i32 g) {
    if (level == 0) return q;
    if (level == 1) return (i64)NQ + (i64)o * NQ + q;
    if (level == 2) return (i64)NQ * (1 + NO) + (i64)g * NQ + q;
    return (i64)NQ * (1 + NO + NG) + ((i64)o * NG + g) * NQ + q;
}

static inline void once(i64 *count, i32 *stamp, i32 who, i32 q, i32 o, i32 g) {
    for (i32 level = 0; level < 4; level++) {
        i64 c = cell(level, q, o, g);
        if (stamp[c] != who) { stamp[c] = who; count[c]++; }
    }
}

/* spells and held are sorted by person, spells then by start; assessments by person, then day.
   first_day[0..NQ] are the first days of the quarters, the last one the freeze.
   counts: stock persons, stock spells, inflow, outflow, reach, moved_on, sustained, observed, not yet;
   ladder: cell (q = 0) x 7 x 7, rung 0 = missing. */
void standard_set(i64 ns, const i32 *sp, const i32 *start, const i32 *until, const i32 *org, const uint8_t *paid,
                  const uint8_t *social, const i32 *quarter_of, i32 day0, i64 nh, const i32 *hp, const i32 *hg,
                  const i32 *hb, const i32 *hu, i64 na, const i32 *ap, const i32 *ad, const i32 *av,
                  const i32 *first_day, i32 norg, i32 ngroup, i32 year_begin, i64 *counts, i64 *ladder) {
    NO = norg; NG = ngroup;
    i64 cells = (i64)NQ * (1 + NO + NG + (i64)NO * NG);
    i32 freeze = first_day[NQ];
    i32 *stamp = malloc(sizeof(i32) * cells * 10);
    memset(stamp, 0xff, sizeof(i32) * cells * 10);
    i64 h0 = 0, a0 = 0;
    i32 stretch_b[4096], stretch_u[4096];
    for (i64 i0 = 0; i0 < ns;) {
        i32 p = sp[i0];
        i64 i1 = i0;
        while (i1 < ns && sp[i1] == p) i1++;
        while (h0 < nh && hp[h0] < p) h0++;
        i64 h1 = h0;
        while (h1 < nh && hp[h1] == p) h1++;
        while (a0 < na && ap[a0] < p) a0++;
        i64 a1 = a0;
        i32 fd = 0, fv = 0, ld = 0, lv = 0, n = 0;
        for (; a1 < na && ap[a1] == p; a1++)
            if (ad[a1] >= year_begin && ad[a1] < freeze) {
                if (!n++) { fd = ad[a1]; fv = av[a1]; }
                ld = ad[a1]; lv = av[a1];
            }
        if (!n || ld - fd < 90) fv = lv = 0;
        for (i64 i = i0; i < i1; i++) {
            if (!social[i]) continue;
            i32 o = org[i];
            for (i64 h = h0; h < h1; h++) {
                i32 b = hb[h] > start[i] ? hb[h] : start[i], u = hu[h] < until[i] ? hu[h] : until[i], g = hg[h];
                if (b >= u) continue;
                i32 qb = quarter_of[b - day0], qu = quarter_of[u - 1 - day0];
                for (i32 q = qb; q <= qu; q++) {
                    once(counts + cells * 4, stamp + cells * 4, p, q, o, g);
                    if (first_day[q + 1] - 1 < u) {
                        once(counts, stamp, p, q, o, g);
                        once(counts + cells, stamp + cells, (i32)i, q, o, g);
                    }
                }
                if (b == start[i]) once(counts + cells * 2, stamp + cells * 2, (i32)i, qb, o, g);
                if (u == until[i] && u < freeze)
                    once(counts + cells * 3, stamp + cells * 3, (i32)i, quarter_of[u - day0], o, g);
                if (u > year_begin)
                    for (i32 level = 0; level < 4; level++) {
                        i64 c = cell(level, 0, o, g);
                        if (stamp[cells * 9 + c] != p) { stamp[cells * 9 + c] = p; ladder[c * 49 + fv * 7 + lv]++; }
                    }
            }
        }
        /* paid stretches, gaps of at most 30 days bridged */
        i32 m = 0, cover = NEVER;
        for (i64 i = i0; i < i1; i++) {
            if (!paid[i]) continue;
            if (cover == NEVER || start[i] - cover > 30) { stretch_b[m] = start[i]; stretch_u[m++] = until[i]; }
            else if (until[i] > stretch_u[m - 1]) stretch_u[m - 1] = until[i];
            if (until[i] > cover) cover = until[i];
        }
        i32 last = cover, done = -1;
        cover = NEVER;
        for (i64 i = i0; i < i1; i++) {
            if (!paid[i]) continue;
            i32 s = start[i], fresh = cover < s;
            if (until[i] > cover) cover = until[i];
            if (!fresh) continue;
            i32 q = quarter_of[s - day0], tested = s + 182, in_work = 0, found = 0;
            if (q == done) continue;
            i32 open = tested >= freeze || (last < freeze && tested >= last && last + 30 >= freeze);
            for (i32 k = 0; k < m; k++) in_work |= stretch_b[k] <= tested && tested < stretch_u[k];
            for (i64 j = i0; j < i1 && start[j] < s; j++) {
                if (!social[j] || paid[j] || s > until[j] + 91) continue;
                found = 1;
                i32 day = (until[j] < s ? until[j] : s) - 1;
                for (i64 h = h0; h < h1; h++) {
                    if (!(hb[h] <= day && day < hu[h])) continue;
                    once(counts + cells * 5, stamp + cells * 5, p, q, org[j], hg[h]);
                    if (open) once(counts + cells * 8, stamp + cells * 8, p, q, org[j], hg[h]);
                    else {
                        once(counts + cells * 7, stamp + cells * 7, p, q, org[j], hg[h]);
                        if (in_work) once(counts + cells * 6, stamp + cells * 6, p, q, org[j], hg[h]);
                    }
                }
            }
            if (found) done = q;
        }
        i0 = i1; h0 = h1; a0 = a1;
    }
    free(stamp);
}
