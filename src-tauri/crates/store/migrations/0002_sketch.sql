-- What a picture looks like in a few bytes: shown until its thumbnail is there, and compared with others.
-- `placeholder` is absent until somebody looked at the picture; `likeness` also where it says too little.
ALTER TABLE asset ADD COLUMN placeholder BLOB;
ALTER TABLE asset ADD COLUMN likeness INTEGER;
-- How often it was looked at: noted before, so that a picture that ends the program isn't looked at for ever.
ALTER TABLE asset ADD COLUMN sketch_tries INTEGER NOT NULL DEFAULT 0;

CREATE INDEX asset_unsketched ON asset (created_at DESC) WHERE placeholder IS NULL AND deleted_at IS NULL AND sketch_tries < 3;
-- Holds all that comparing needs, so that no row is read for it.
CREATE INDEX asset_likeness ON asset (created_at, id, likeness)
    WHERE likeness IS NOT NULL AND deleted_at IS NULL;
