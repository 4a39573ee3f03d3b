package io.bactrian.transform;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The transformer of the example. */
public final class SettingMapper implements RowTransformer {
  @Override
  public List<TargetRow> map(SourceRow row) {
    if (row.get("name").equals("broken")) {
      throw new IllegalStateException("secret " + row.get("content"));
    }
    Map<String, String> values = new HashMap<>();
    values.put("name", row.get("name"));
    values.put("content", row.get("content"));
    return List.of(new TargetRow("preference", values, true));
  }
}
