// Ranges over the pixels of planes, as Range.planes makes them: groups are 32 items wide, and those of the planes follow one
// another along the first dimension, in which devices take most groups. Included by other files.

#define GROUPS_ACROSS(width) (((width) + 31) / 32)

static inline int column_of(int width) {
  return get_group_id(0) % GROUPS_ACROSS(width) * 32 + get_local_id(0);
}

static inline int plane_of(int width) {
  return get_group_id(0) / GROUPS_ACROSS(width);
}

static inline size_t planes_of(int width) {
  return get_num_groups(0) / GROUPS_ACROSS(width);
}
