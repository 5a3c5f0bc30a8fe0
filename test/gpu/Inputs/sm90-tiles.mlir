// A ragged tile by copies, matrix loads, slices, matrix stores and copies. The
// test fills in the words in capitals.
tile.func @tiles(%cta: index, %a: !tile.ptr<ELEMENT>, %c: !tile.ptr<ELEMENT>)
    grid <() -> (1)> threads 256 {
  %c0 = arith.constant 0 : index
  %half = arith.constant COLUMNS : index
  %second = arith.constant OFFSET : index
  %ma = sm90.tensor_map %a sizes affine_map<() -> (WIDTH, 120)> strides affine_map<() -> (WIDTH)>
      : !tile.ptr<ELEMENT> -> !sm90.tensor_map<ELEMENT, box = (COLUMNS, 128), swizzle = SWIZZLE>
  %mc = sm90.tensor_map %c sizes affine_map<() -> (WIDTH, 120)> strides affine_map<() -> (WIDTH)>
      : !tile.ptr<ELEMENT> -> !sm90.tensor_map<ELEMENT, box = (COLUMNS, 64), swizzle = SWIZZLE>
  %in = tile.alloc ELEMENTS {alignment = 1024} : !tile.ptr<ELEMENT, shared>
  %out = tile.alloc ELEMENTS {alignment = 1024} : !tile.ptr<ELEMENT, shared>
  %full = tile.alloc 1 : !tile.ptr<i64, shared>
  sm90.init_barriers %full count 1 arrivals 1 : !tile.ptr<i64, shared>
  sm90.barriers_ready
  sm90.expect_bytes BYTES on %full[%c0] : !tile.ptr<i64, shared>
  sm90.load %ma[%c0, %c0] to %in[%c0] signals %full[%c0]
      : !sm90.tensor_map<ELEMENT, box = (COLUMNS, 128), swizzle = SWIZZLE>, !tile.ptr<ELEMENT, shared>, !tile.ptr<i64, shared>
  sm90.load %ma[%half, %c0] to %in[%second] signals %full[%c0]
      : !sm90.tensor_map<ELEMENT, box = (COLUMNS, 128), swizzle = SWIZZLE>, !tile.ptr<ELEMENT, shared>, !tile.ptr<i64, shared>
  sm90.wait %full[%c0] parity %c0 : !tile.ptr<i64, shared>
  %0 = sm90.load_tile %in[%c0] swizzle SWIZZLE : !tile.ptr<ELEMENT, shared> -> tensor<128xWIDTHxELEMENT>
  %1 = arith.negf %0 : tensor<128xWIDTHxELEMENT>
  %2 = sm90.slice %1 [0, 0] : tensor<128xWIDTHxELEMENT> -> tensor<128xCOLUMNSxELEMENT>
  %3 = sm90.slice %1 [0, COLUMNS] : tensor<128xWIDTHxELEMENT> -> tensor<128xCOLUMNSxELEMENT>
  %s1 = sm90.store_tile %2 through %out[%c0 of 2] to %mc[%c0, %c0]
      : tensor<128xCOLUMNSxELEMENT>, !tile.ptr<ELEMENT, shared>, !sm90.tensor_map<ELEMENT, box = (COLUMNS, 64), swizzle = SWIZZLE>
  %s2 = sm90.store_tile %3 through %out[%s1 of 2] to %mc[%half, %c0]
      : tensor<128xCOLUMNSxELEMENT>, !tile.ptr<ELEMENT, shared>, !sm90.tensor_map<ELEMENT, box = (COLUMNS, 64), swizzle = SWIZZLE>
  sm90.store_wait 0
  tile.return
}
